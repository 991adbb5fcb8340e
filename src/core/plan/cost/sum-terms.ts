import type { CostInput } from "./input.ts";
import { libraryTerms } from "./library-terms.ts";
import { realTerms } from "./real-terms.ts";
import { part, type Quantity, quantity } from "./terms.ts";

/** Sums of leaves, from what they start at to what follows the last tree. */
export function sumTerms(input: CostInput): readonly Quantity[] {
  const { sum, leaves, forest } = input;
  const trees = forest.roots.length;
  const additions = trees * leaves.stride;
  switch (sum.kind) {
    case "integer": {
      const { stride, kind } = leaves;
      return [
        part("sum.inline", kind === "inline", additions),
        part("sum.pool", kind === "pool" && stride === 1, additions),
        part("sum.vector", stride > 1, additions),
        quantity("start.integer", sum.base.length, sum.base.length),
      ];
    }
    case "real":
      return realTerms(input, sum);
    case "vote":
      return [quantity("sum.vote", 1, trees)];
    case "median": {
      const real = sum.type === "f32" ? "real32" : "real64";
      const shifts = { typical: (trees * trees) / 4, most: (trees * (trees - 1)) / 2 };
      if (!sum.weights) return [quantity("sum.median", 1, trees), quantity("sum.shift", 0, shifts)];
      return [
        quantity("sum.weighted", 1, trees),
        quantity("sum.shift", 0, { typical: 2 * shifts.typical, most: 2 * shifts.most }),
        quantity(real, 1),
        quantity(`${real}.add`, 1, 3 * trees),
        quantity(`${real}.compare`, 1, trees),
        ...libraryTerms(sum.type ?? "f64", { add: true, above: true }),
      ];
    }
  }
}
