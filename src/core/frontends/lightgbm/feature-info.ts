/** What a file says of a feature's values in training. */
export interface FeatureInfo {
  /** Smallest and largest; absent for categories and for features of one value. */
  readonly range?: readonly [number, number];
  /** The largest of the codes that training saw; absent unless they were taken for categories. */
  readonly largestCode?: number;
}

export function rangeInfo(low: number, high: number): FeatureInfo {
  const isRange = Number.isFinite(low) && Number.isFinite(high) && low <= high;
  return isRange ? { range: [low, high] } : {};
}

export function codesInfo(codes: readonly number[]): FeatureInfo {
  // -1 stands for NaN.
  return { largestCode: codes.reduce((most, code) => Math.max(most, code), -1) };
}

/** `[-1.5:7]` is a range, `-1:0:2:4` are categories, `none` is neither. */
export function parseInfo(text: string): FeatureInfo {
  const parts = /^\[([^:\]]+):([^:\]]+)\]$/.exec(text)?.slice(1).map(Number);
  if (parts) return rangeInfo(parts[0]!, parts[1]!);
  return /^-?\d+(?::-?\d+)*$/.test(text) ? codesInfo(text.split(":").map(Number)) : {};
}
