import { execa } from "execa";

/** The C compiler of this machine. */
export interface HostCompiler {
  readonly command: string;
  /** For people: "gcc 12". */
  readonly label: string;
}

/** `CC` if set, else gcc, clang, cc; undefined where none answers. */
export async function findHostCompiler(): Promise<HostCompiler | undefined> {
  const wanted = process.env.CC;
  for (const command of wanted ? [wanted] : ["gcc", "clang", "cc"]) {
    const result = await execa(command, ["--version"], { reject: false });
    if (result.failed) continue;
    const text = String(result.stdout);
    const name = /clang/i.test(text) ? "clang" : "gcc";
    const version = /(\d+)\.\d+(\.\d+)?/.exec(text.split("\n")[0] ?? "")?.[1] ?? "";
    return { command, label: `${name} ${version}`.trim() };
  }
  return undefined;
}
