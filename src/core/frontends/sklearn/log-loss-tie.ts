import { exp, nextUp64 } from "../../math.ts";

/**
 * The smallest raw score whose class 1 is more probable than class 0, as scikit-learn up to 1.3
 * computes it: p = 1 / (1 + exp(-raw)) against 1 - p, all in double. About 1.1e-16: a raw score of
 * 0 or a little above ties, and ties are class 0. `scale`: what the raw score is multiplied by first.
 */
export function smallestRawOfClassOne(scale = 1): number {
  let low = 0;
  let high = 1 / scale;
  while (nextUp64(low) < high) {
    const middle = low + (high - low) / 2;
    if (isClassOne(middle * scale)) high = middle;
    else low = middle;
  }
  return high;
}

function isClassOne(raw: number): boolean {
  const p = 1 / (1 + exp(-raw));
  return p > 1 - p;
}
