/** What the shell is told after Ctrl-C or a polite kill. */
const INTERRUPTED = 130;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs `action`; a signal in between calls `undo`, which must be synchronous, and ends the process
 * with 130. Outside of such a stretch there is nothing to undo and the signal ends the process as
 * the system has it, in the middle of a long computation too.
 */
export async function interruptible<T>(action: () => Promise<T> | T, undo: () => void): Promise<T> {
  const stop = () => {
    undo();
    process.exit(INTERRUPTED);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await action();
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
