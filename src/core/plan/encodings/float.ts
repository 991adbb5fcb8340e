import { type Encoding, NEEDS_RANKS } from "./encoding.ts";

const SMALLEST_NORMAL = 2 ** -126;

/**
 * The FPU's own compare. Cuts must be normal numbers: an FPU may flush subnormals to zero, which
 * moves inputs across a cut that is zero or subnormal but across no other.
 */
export const float: Encoding = {
  id: "float",
  misfit(slots, inputType) {
    if (inputType !== "f32") return "the inputs are integers";
    if (slots.some(({ sets }) => sets)) return NEEDS_RANKS;
    if (slots.some((slot) => slot.nan !== "none")) return "NaN must take the trainer's way";
    const risky = slots.some((slot) =>
      slot.cuts.some((cut) => Math.abs(cut) < SMALLEST_NORMAL || !Number.isFinite(cut)),
    );
    return risky ? "a threshold is zero, subnormal or infinite" : undefined;
  },
  value: (_, x) => x,
  operand: (slot, cut) => slot.cuts[cut]!,
};
