import { log } from "../../math.ts";
import { atLeast, type Release } from "./release.ts";

/**
 * log(p / (1 - p)). From SciPy 1.15, which came with scikit-learn 1.6, as a difference of two
 * log1p where p is near one half. The file does not say which SciPy its user has; the two differ
 * by about 1e-16.
 */
export function logit(p: number, release: Release): number {
  if (!atLeast(release, 1, 6) || p < 0.3 || p > 0.65) return log(p / (1 - p));
  const s = 2 * (p - 0.5);
  return log1p(s) - log1p(-s);
}

/** For |s| <= 0.4: log of the rounded sum, and the first term of the rest. */
function log1p(s: number): number {
  const sum = 1 + s;
  const rest = s - (sum - 1);
  return log(sum) + rest / sum;
}
