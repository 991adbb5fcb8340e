import { type Encoding, NEEDS_RANKS } from "./encoding.ts";

/** Integer inputs are compared as they are. */
export const integer: Encoding = {
  id: "integer",
  misfit(slots, inputType) {
    if (inputType === "f32") return "the inputs are floats (--input-type)";
    return slots.some(({ sets }) => sets) ? NEEDS_RANKS : undefined;
  },
  value: (_, x) => x,
  operand: (slot, cut) => slot.cuts[cut]!,
};
