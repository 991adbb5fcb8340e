import { type Encoding, outsideSet } from "./encoding.ts";

/** Integer inputs are compared as they are. */
export const integer: Encoding = {
  id: "integer",
  misfit: (_, inputType) =>
    inputType === "f32" ? "the inputs are floats (--input-type)" : undefined,
  value: (slot, x) => (slot.kind === "set" ? outsideSet(slot, x) : x),
  operand: (slot, cut) => (slot.kind === "set" ? 0 : slot.cuts[cut]!),
};
