import { isSlotted, type PackedShape } from "../layouts/packed.ts";
import { treePlacement } from "../sums/tree-placement.ts";
import { type CostInput, testedInput, type Visits } from "./input.ts";
import { libraryTerms } from "./library-terms.ts";
import { part, type Quantity, quantity, type Term } from "./terms.ts";

export function packedTerms(
  input: CostInput,
  { cuts, sets }: Visits,
  { bits }: PackedShape,
): readonly Quantity[] {
  const { roots } = input.forest;
  const { sum, slots } = input;
  const visits = {
    typical: cuts.typical + sets.typical,
    most: cuts.most + sets.most,
  };
  const placement = treePlacement(sum);
  return [
    quantity("packed", 1, roots.length),
    quantity(testTerm(input), 1, visits),
    ...libraryTerms("f32", { above: input.encoding === "float" }),
    part(
      "packed.set",
      slots.some((slot) => slot.sets !== undefined),
      sets,
    ),
    part("packed.word32", bits > 15, visits),
    part("packed.slotted", input.encoding === "bits" && isSlotted(input.slots), visits),
    part("packed.rounds", placement === "rounds", roots.length),
    part("packed.placed", placement === "table", roots.length),
  ];
}

function testTerm(input: CostInput): Term {
  if (input.encoding !== "bits") return `packed.${input.encoding}`;
  return testedInput(input).missing === "finite" ? "packed.bits" : "packed.key";
}
