import type { AnomalyHead, ClassHead } from "../../ir/model.ts";

/** How much a probability moves at most, for a raw score that moves by one. */
export function linkSlope({ link, linkScale = 1, linkDivisor = 1 }: ClassHead): number {
  switch (link) {
    case "sigmoid":
    case "sigmoids":
      return linkScale / 4;
    case "softmax":
      // By half of the largest change.
      return 1 / (2 * linkDivisor);
    default:
      return 1;
  }
}

/** How much the decision value moves at most, for a path length that moves by one. */
export function anomalySlope({ divisor }: AnomalyHead): number {
  return Math.LN2 / divisor;
}
