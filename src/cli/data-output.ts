import { resolve } from "node:path";
import { fileOutput, streamOutput, type TextOutput } from "../node/output.ts";
import type { Terminal } from "./terminal.ts";

/** A file by path, or standard output for "-". @throws DiagnosticError */
export async function openOutput(terminal: Terminal, path: string): Promise<TextOutput> {
  return path === "-" ? streamOutput(terminal.stdout) : fileOutput(resolve(terminal.cwd, path));
}
