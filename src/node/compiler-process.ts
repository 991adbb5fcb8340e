import { runInGroup, temporaryIn } from "./process-group.ts";

/** How a compiler's run ended. */
export interface CompilerRun {
  readonly failed: boolean;
  /** There is no such program. */
  readonly missing: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a compiler, whose temporary files are in `temporary`. */
export async function runCompiler(
  command: string,
  words: readonly string[],
  { temporary, cwd }: { readonly temporary: string; readonly cwd?: string },
): Promise<CompilerRun> {
  const options = { ...(cwd === undefined ? {} : { cwd }), env: temporaryIn(temporary) };
  const { failed, code, stdout, stderr } = await runInGroup(command, words, options);
  return { failed, missing: code === "ENOENT", stdout, stderr };
}
