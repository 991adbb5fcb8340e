import type { Encoding, Slot } from "./encoding.ts";

const MAX_RANK_CUTS = 65535;

/** Bytes of a rank, the same for all slots. */
export function rankWidth(slots: readonly Slot[]): 1 | 2 {
  return slots.some(({ cuts }) => cuts.length > 255) ? 2 : 1;
}

/**
 * How many cuts lie below x: x <= cuts[i] iff rank <= i. One search a feature and prediction, then
 * small integers.
 */
export const rank: Encoding = {
  id: "rank",
  misfit(slots) {
    if (slots.length === 0) return "the model has no split";
    const most = Math.max(0, ...slots.map((slot) => slot.cuts.length));
    return most > MAX_RANK_CUTS ? `a feature has ${most} thresholds` : undefined;
  },
  value({ cuts, nan }, x) {
    if (Number.isNaN(x)) return nan === "left" ? 0 : cuts.length;
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cuts[middle]! < x) low = middle + 1;
      else high = middle;
    }
    return low;
  },
  operand: (_, cut) => cut,
};
