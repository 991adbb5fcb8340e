import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { tool } from "./tools.ts";

export interface MisraFinding {
  /** Of MISRA C:2012, such as "15.5". */
  readonly rule: string;
  readonly file: string;
  /** The line that it is reported for. */
  readonly text: string;
}

/** A row of the page's table: lines with one of these texts may break the rule. */
export interface Deviation {
  readonly rule: string;
  readonly texts: readonly string[];
}

const PAGE = resolve(import.meta.dirname, "../../docs/misra.md");

/** Of all sources of a folder, under every condition of their preprocessor. */
export async function misraFindings(folder: string): Promise<MisraFinding[]> {
  const sources = readdirSync(folder).filter((file) => file.endsWith(".c"));
  const { stderr } = await execa(
    tool("cppcheck"),
    ["--quiet", "--std=c99", "--addon=misra", "--template={id}|{file}|{line}", ...sources],
    { cwd: folder },
  );
  const found = [...stderr.matchAll(/^(?:misra-c2012-)?([^|\n]+)\|([^|\n]+)\|(\d+)$/gm)];
  return found.map(([, rule, file, line]) => ({
    rule: rule!,
    file: file!,
    text: readFileSync(join(folder, file!), "utf8").split("\n")[Number(line) - 1] ?? "",
  }));
}

/** The deviations that docs/misra.md lists. */
export function documentedDeviations(): Deviation[] {
  const rows = readFileSync(PAGE, "utf8").matchAll(
    /^\| (\d+\.\d+)\D[^|]*\| ([^\n]+?) \| [^|\n]+ \|$/gm,
  );
  return [...rows].map(([, rule, where]) => ({
    rule: rule!,
    texts: [...where!.matchAll(/`([^`]+)`/g)].map(([, text]) => text!.replaceAll("\\|", "|")),
  }));
}
