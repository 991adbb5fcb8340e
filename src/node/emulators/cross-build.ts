import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { fail } from "../../core/diagnostics/diagnostic.ts";
import { createEngine } from "../../core/render/engine.ts";
import type { Resources } from "../../core/resources.ts";
import type { Board, Core, EmulatorSpec } from "../../core/targets/target.ts";
import { harnessView, rolePaths } from "../harness.ts";
import type { HostPackage } from "../verify-host.ts";
import { makeWorkFolder, type WorkFolder, writeSources } from "../work-folder.ts";
import { CLANG, linkWithClang } from "./clang-xtensa.ts";
import { type Elf, readElf } from "./elf.ts";
import { portOf, START_UPS, type StartUp } from "./start-ups.ts";

/** A package linked with the harness for an emulated board. */
export interface BoardImage {
  readonly folder: WorkFolder;
  readonly path: string;
  readonly elf: Elf;
}

export interface BoardBuild {
  readonly core: Core;
  readonly board: Board;
  readonly emulator: EmulatorSpec;
  /** Build the calls between markers, to be counted. */
  readonly counted: boolean;
  /** Behind the core's and the board's own flags. */
  readonly flags?: readonly string[];
}

/**
 * Compiles with the board's own flags. @throws DiagnosticError (exit 6) where the compiler is
 * missing or fails.
 */
export async function buildForBoard(
  pack: HostPackage,
  resources: Resources,
  build: BoardBuild,
): Promise<BoardImage> {
  const { core, board, emulator } = build;
  const folder = makeWorkFolder();
  const engine = createEngine(resources);
  const paths = rolePaths(pack, writeSources(folder, pack.files));
  const view = harnessView({ ...pack, header: paths.header });
  const startUp = START_UPS[emulator.start];
  folder.write(
    "harness.c",
    engine.render("emulators/harness", { ...view, ...callView(view, build) }),
  );
  folder.write("port.c", engine.render(portOf(emulator), {}));
  const memories = {
    flashOrigin: emulator.flash?.[0] ?? "",
    flashLength: emulator.flash?.[1] ?? "",
    ramOrigin: emulator.ram?.[0] ?? "",
    ramLength: emulator.ram?.[1] ?? "",
    entry: startUp.entry,
  };
  for (const [file, template] of Object.entries(startUp.files))
    folder.write(file, engine.render(template, memories));
  const own = Object.keys(startUp.files).filter((file) => /\.[cS]$/.test(file));
  const image = join(folder.path, "image.elf");
  const job: LinkJob = {
    folder: folder.path,
    image,
    sources: [...paths.sources.slice(0, 1), "harness.c", "port.c", ...own],
    flags: [
      ...core.flags,
      ...(board.flags ?? []),
      ...["-std=c99", "-ffreestanding", "-ffunction-sections", "-fdata-sections"],
      ...(startUp.integerReals ? [`-D${view.P}_INTEGER_REALS`] : []),
      ...["-Wl,--gc-sections", ...(build.flags ?? []), "-I", dirname(paths.header)],
    ],
  };
  const { clang } = startUp;
  const result = clang ? await linkWithClang(job, clang) : await linkWithGcc(job, core, startUp);
  if (!("linked" in result)) {
    folder.dispose();
    const compiler = compilerFor(core, emulator);
    if (result.missing) fail("board/no-compiler", { board: board.id, compiler });
    const output = result.output.split("\n").slice(0, 4).join("\n");
    fail("host/compile-failed", { compiler, output });
  }
  return { folder, path: image, elf: readElf(new Uint8Array(readFileSync(image))) };
}

/** The program that compiles for an emulated board. */
export function compilerFor(core: Core, { start }: EmulatorSpec): string {
  return START_UPS[start].clang ? CLANG : core.compiler;
}

export interface LinkJob {
  /** Where the sources are, and what the commands' paths are of. */
  readonly folder: string;
  readonly sources: readonly string[];
  /** For the compiler. */
  readonly flags: readonly string[];
  readonly image: string;
}

export type Linked =
  | { readonly linked: true }
  /** A program was not found, or it said why not. */
  | { readonly missing: boolean; readonly output: string };

async function linkWithGcc(job: LinkJob, core: Core, startUp: StartUp): Promise<Linked> {
  const words = [...job.flags, ...job.sources, "-o", job.image, ...startUp.flags];
  const result = await execa(core.compiler, words, { cwd: job.folder, reject: false });
  if (!result.failed) return { linked: true };
  return { missing: result.code === "ENOENT", output: String(result.stderr) };
}

function callView(
  { p, P, choice, values }: ReturnType<typeof harnessView>,
  { counted }: BoardBuild,
) {
  if (values) {
    const call = `${p}_predict(features, outputs);`;
    const text = `float outputs[${P}_N_OUTPUTS]; ${call} harness_out[0] = float_word(outputs[0]);`;
    return { counted, call: text };
  }
  const word = choice ? "(uint32_t)" : "float_word";
  return { counted, call: `harness_out[0] = ${word}(${p}_predict(features));` };
}
