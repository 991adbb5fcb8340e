import { setImmediate } from "node:timers/promises";

/** What the shell is told after Ctrl-C, a polite kill or a closed terminal. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 130, SIGHUP: 129 } as const;

const SIGNALS = Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[];

/** Lets signals, timers and input that came during synchronous work have their turn. */
export async function breathe(): Promise<void> {
  // The first may come before the poll of this turn of the loop, the second cannot.
  await setImmediate();
  await setImmediate();
}

/**
 * Runs `action`; a signal in between calls `undo`, which must be synchronous, and ends the process
 * with the signal's exit code. Outside of such a stretch there is nothing to undo and the signal
 * ends the process as the system has it, in the middle of a long computation too.
 */
export async function interruptible<T>(action: () => Promise<T> | T, undo: () => void): Promise<T> {
  const stop = (signal: NodeJS.Signals) => {
    undo();
    process.exit(EXIT_CODES[signal as keyof typeof EXIT_CODES]);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await action();
  } finally {
    // A signal that came during synchronous work waits for this, and would else be lost.
    await breathe();
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
