import type { Encoding } from "./encoding.ts";

/** Integer inputs are compared as they are. */
export const integer: Encoding = {
  id: "integer",
  misfit: (_, inputType) =>
    inputType === "f32" ? "the inputs are floats (--input-type)" : undefined,
  value: (_, x) => x,
  operand: (slot, cut) => slot.cuts[cut]!,
};
