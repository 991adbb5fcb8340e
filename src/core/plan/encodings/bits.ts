import { f32Key } from "../../math.ts";
import { type Encoding, NEEDS_RANKS } from "./encoding.ts";

/** Above +inf's key and below -inf's: where NaN compares. */
const NAN_RIGHT_KEY = 0x7fffffff;
const NAN_LEFT_KEY = -0x80000000;

/**
 * The bits of the binary32 as a signed integer that orders like the number. Exact for every input,
 * under any compiler flag, on any core.
 */
export const bits: Encoding = {
  id: "bits",
  misfit(slots, inputType) {
    if (inputType !== "f32") return "the inputs are integers";
    return slots.some(({ sets }) => sets) ? NEEDS_RANKS : undefined;
  },
  value(slot, x) {
    if (Number.isNaN(x)) return slot.nan === "left" ? NAN_LEFT_KEY : NAN_RIGHT_KEY;
    return f32Key(x);
  },
  operand: (slot, cut) => f32Key(slot.cuts[cut]!),
};
