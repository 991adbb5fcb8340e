import type { CostTable } from "../../targets/target.ts";
import { rankWidth } from "../encodings/rank.ts";
import { isExponential } from "../heads/probabilities.ts";
import { scoresOf } from "../plan.ts";
import { type CostInput, isKeyed } from "./input.ts";
import { mixingWidth } from "./mixing-terms.ts";

/** A call more in the chain: return address and saved registers, as gcc reports them on all cores. */
const FRAME = 24;

/** The deepest chain of calls: sums, ranks, columns and what outputs keep. */
export function stackBytes(input: CostInput, { stack }: CostTable): number {
  return (
    stack.base + preparedStack(input) + sumStack(input) + headStack(input) + mixingStack(input)
  );
}

function preparedStack(input: CostInput): number {
  const { encoding, slots } = input;
  if (isKeyed(input)) return 4 * slots.length + FRAME;
  return encoding === "rank" ? slots.length * rankWidth(slots) + FRAME : 0;
}

function sumStack({ sum, forest }: CostInput): number {
  const trees = forest.roots.length;
  switch (sum.kind) {
    case "integer":
      return 4 * sum.base.length;
    case "real":
      return (sum.type === "f64" ? 8 : 4) * sum.base.length + FRAME;
    case "vote":
      return 2 * (sum.classes + 1);
    case "median":
      return sum.weights ? 2 * (2 * trees + 1) + 2 * FRAME : 2 * (trees + 1);
  }
}

function headStack({ head, outputs, sum }: CostInput): number {
  switch (head.kind) {
    case "values":
      return head.links.some(({ kind }) => kind !== "identity") ? 2 * FRAME : 0;
    case "average":
      return (head.type === "f64" ? 8 : 4) * head.terms.length + 2 * FRAME;
    case "choices":
      return 0;
    case "anomaly":
      return outputs === "all" || outputs === "decision" ? FRAME : 0;
    default: {
      const linked = head.kind === "blend" ? head.how === "soft" : isExponential(head);
      const wanted = outputs === "all" || outputs === "probability";
      return linked && wanted ? 4 * scoresOf(sum) + FRAME : 0;
    }
  }
}

function mixingStack(input: CostInput): number {
  return input.mixing.length > 0 ? 4 * mixingWidth(input) + 2 * FRAME : 0;
}
