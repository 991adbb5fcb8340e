import type { LinearSpec } from "../../ir/predictors/forest/linear.ts";
import { integers, numbers, type TreeFields } from "./tree-fields.ts";

/**
 * The linear models of a tree's leaves, whose features and coefficients stand one leaf after the
 * other. Undefined, with the fault reported, where they do not hold together.
 */
export function linearLeaves(
  own: TreeFields,
  leaves: number,
): ((leaf: number) => LinearSpec) | undefined {
  const constants = numbers(own, "leaf_const", leaves);
  const counts = integers(own, "num_features", leaves);
  if (!constants || !counts) return undefined;
  const odd = counts.findIndex((count) => count < 0);
  if (odd >= 0) {
    const facts = { key: "num_features", found: String(counts[odd]), expected: "counts" };
    own.problems.add("lightgbm/bad-value", facts, `tree ${own.tree}, leaf ${odd}`);
    return undefined;
  }
  const starts = [0];
  for (const count of counts) starts.push(starts.at(-1)! + count);
  const terms = starts.at(-1)!;
  const features = integers(own, "leaf_features", terms);
  const coefficients = numbers(own, "leaf_coeff", terms);
  if (!features || !coefficients) return undefined;
  return (leaf) => ({
    constant: constants[leaf]!,
    features: features.slice(starts[leaf], starts[leaf + 1]),
    coefficients: coefficients.slice(starts[leaf], starts[leaf + 1]),
  });
}
