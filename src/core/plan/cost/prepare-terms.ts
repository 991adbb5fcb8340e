import { isIndirect } from "../encodings/encoding.ts";
import { isSlotted } from "../layouts/packed.ts";
import { type CostInput, isKeyed, testedInput } from "./input.ts";
import { part, type Quantity, quantity } from "./terms.ts";

/** What is made of the features before trees ask: keys or ranks, slot by slot. */
export function prepareTerms(input: CostInput): readonly Quantity[] {
  if (input.encoding === "rank") return rankTerms(input);
  return isKeyed(input) ? keyTerms(input) : [];
}

function keyTerms({ slots }: CostInput): readonly Quantity[] {
  return [
    quantity("keys", 1, 1),
    quantity("keys.slot", 0, slots.length),
    part("keys.indirect", isIndirect(slots), slots.length),
    part("keys.two-sided", isSlotted(slots), slots.length),
  ];
}

function rankTerms(input: CostInput): readonly Quantity[] {
  const { slots } = input;
  const steps = slots.reduce((sum, { cuts }) => sum + Math.ceil(Math.log2(cuts.length + 1)), 0);
  const floats = testedInput(input).type === "f32";
  return [
    quantity("rank", 1, 1),
    part("rank.float", floats, slots.length),
    quantity("rank.slot", 1, slots.length),
    quantity("rank.step", 0, steps),
    part("rank.indirect", isIndirect(slots), slots.length),
    part("rank.two-sided", isSlotted(input.slots), slots.length),
  ];
}
