import { execa, type Options } from "execa";

const HAS_GROUPS = process.platform !== "win32";

/** Where programs put their temporary files. */
export const temporaryIn = (folder: string) => ({ TMPDIR: folder, TMP: folder, TEMP: folder });

/**
 * Runs a program in a process group of its own, so that nothing of it outlives this process: what it
 * has started ends with it.
 */
export async function runInGroup<O extends Options>(
  command: string,
  words: readonly string[],
  options: O,
) {
  const child = execa(command, words, {
    ...options,
    reject: false,
    detached: HAS_GROUPS,
    cleanup: !HAS_GROUPS,
  });
  const end = () => endGroup(child.pid);
  if (HAS_GROUPS) process.prependOnceListener("exit", end);
  const ended = await child;
  process.off("exit", end);
  return ended;
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
