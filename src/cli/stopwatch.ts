/** Seconds that each phase of some work took; one phase runs at a time. */
export interface Stopwatch {
  to(phase: string): void;
  stop(): void;
  /** "parse 0.31 s, predict 0.82 s" */
  text(): string;
}

export function createStopwatch(phases: readonly string[]): Stopwatch {
  const spent = new Map(phases.map((phase) => [phase, 0]));
  let current: string | undefined;
  let since = 0;
  const stop = () => {
    const now = performance.now();
    if (current !== undefined) spent.set(current, spent.get(current)! + now - since);
    current = undefined;
    since = now;
  };
  return {
    to(phase) {
      stop();
      current = phase;
    },
    stop,
    text: () => [...spent].map(([phase, ms]) => `${phase} ${(ms / 1000).toFixed(2)} s`).join(", "),
  };
}
