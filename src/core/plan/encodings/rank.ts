import { cutsBelow, type Encoding, outsideSet } from "./encoding.ts";

const MAX_RANK_CUTS = 65535;

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
  value: (slot, x) => (slot.kind === "set" ? outsideSet(slot, x) : cutsBelow(slot, x)),
  operand: (_, cut) => cut,
};
