import { execa } from "execa";

/** How a compiler's run ended. */
export interface CompilerRun {
  readonly failed: boolean;
  /** There is no such program. */
  readonly missing: boolean;
  readonly stderr: string;
}

const HAS_GROUPS = process.platform !== "win32";

/**
 * Runs a compiler so that nothing of it outlives this process: a driver starts further programs,
 * which end as its group does, and temporary files are in `temporary`.
 */
export async function runCompiler(
  command: string,
  words: readonly string[],
  { temporary, cwd }: { readonly temporary: string; readonly cwd?: string },
): Promise<CompilerRun> {
  const child = execa(command, words, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { TMPDIR: temporary, TMP: temporary, TEMP: temporary },
    reject: false,
    detached: HAS_GROUPS,
    cleanup: !HAS_GROUPS,
  });
  const end = () => endGroup(child.pid);
  if (HAS_GROUPS) process.prependOnceListener("exit", end);
  const { failed, code, stderr } = await child;
  process.off("exit", end);
  return { failed, missing: code === "ENOENT", stderr };
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
