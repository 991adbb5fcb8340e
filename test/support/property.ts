/**
 * How often a property is tried and from which seed: `runs` times from a fixed seed, unless
 * MLC_RUNS (a factor) and MLC_SEED say otherwise, as `npm run nightly` does.
 */
export function settings(runs: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: runs * wholeNumber("MLC_RUNS", 1), seed: wholeNumber("MLC_SEED", 7) };
}

function wholeNumber(name: string, standard: number): number {
  const text = process.env[name];
  const value = text === undefined ? standard : Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} is ${text}`);
  return value;
}
