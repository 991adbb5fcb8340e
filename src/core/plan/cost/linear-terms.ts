import type { CostInput } from "./input.ts";
import { type Passes, part, type Quantity, quantity } from "./terms.ts";

/** Linear leaves, and the columns that they multiply. */
export function linearTerms(input: CostInput): readonly Quantity[] {
  const { linear } = input.leaves;
  if (!linear) return [];
  const { columns, flush } = linear;
  const operations = columns?.flatMap(({ chain }) => chain).length ?? 0;
  const floats = columns === undefined && input.inputType === "f32";
  return [
    quantity("linear", 1, input.forest.roots.length),
    part("linear.float", floats),
    part("linear.flush", floats && flush > 0),
    quantity("linear.term", 0, linearPasses(input)),
    part("linear.columns", columns !== undefined, columns?.length ?? 0),
    quantity("linear.operation", operations, operations),
  ];
}

/** Terms of the leaves that trees reach: each tree's mean, each tree's largest. */
function linearPasses({ forest, leaves }: CostInput): Passes {
  const { start, constant } = leaves.linear!;
  const passes = { typical: 0, most: 0 };
  forest.roots.forEach((root, tree) => {
    const terms: number[] = [];
    for (let node = root; node < forest.end[tree]!; node++) {
      const row = forest.payload[node]!;
      if (forest.isLeaf[node])
        terms.push(row < constant.length ? start[row + 1]! - start[row]! : 0);
    }
    passes.typical += terms.reduce((sum, count) => sum + count, 0) / terms.length;
    passes.most += Math.max(...terms);
  });
  return passes;
}
