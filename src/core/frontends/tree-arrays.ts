import type { Problems } from "../diagnostics/diagnostic.ts";
import type { ForestBuilder, SetSpec, SplitSpec } from "../ir/predictors/forest/build.ts";
import type { LinearSpec } from "../ir/predictors/forest/linear.ts";

/** Deepest tree accepted; scikit-learn's own unbounded trees stay far below it. */
export const MAX_TREE_DEPTH = 4096;

/** One tree as parallel arrays of the file, whatever they are called there. */
export interface TreeArrays {
  readonly nodeCount: number;
  readonly root: number;
  isLeaf(node: number): boolean;
  left(node: number): number;
  right(node: number): number;
  split(node: number): SplitSpec | SetSpec;
  leafRow(node: number): ArrayLike<number>;
  /** The leaf's linear model; without terms its constant takes the row's place. */
  linear?(node: number): LinearSpec | undefined;
  samples?(node: number): number;
}

/**
 * Adds a tree to the builder in preorder, walking from the root, so that unreachable nodes are
 * dropped. Reports a child out of range, a node reached twice, a feature outside `features`, a NaN
 * threshold, a leaf that is not finite (its linear model included), too deep a tree; then the builder must not be finished.
 */
export function addTree(
  builder: ForestBuilder,
  tree: TreeArrays,
  features: number,
  firstScore: number,
  problems: Problems,
  where: (node: number) => string,
): void {
  builder.beginTree(firstScore);
  const seen = new Uint8Array(tree.nodeCount);
  const pending: number[] = [tree.root];
  const parents: number[] = [tree.root];
  const depths: number[] = [0];
  let node = tree.root;
  const report = { features, problems, where: () => where(node) };
  while (pending.length > 0) {
    node = pending.pop()!;
    const parent = parents.pop()!;
    const depth = depths.pop()!;
    if (!Number.isInteger(node) || node < 0 || node >= tree.nodeCount) {
      const facts = { child: node, nodes: tree.nodeCount };
      problems.add("tree/child-out-of-range", facts, where(parent));
      return;
    }
    if (seen[node]) {
      problems.add("tree/cycle", { node }, where(node));
      return;
    }
    seen[node] = 1;
    if (depth > MAX_TREE_DEPTH) {
      problems.add("tree/too-deep", { limit: MAX_TREE_DEPTH }, where(node));
      return;
    }
    const samples = tree.samples?.(node);
    if (tree.isLeaf(node)) {
      const linear = tree.linear?.(node);
      const row = linear && linear.features.length === 0 ? [linear.constant] : tree.leafRow(node);
      if (!isFiniteRow(row, report) || (linear && !isSound(linear, report))) return;
      if (linear && linear.features.length > 0) builder.leaf(row, samples, linear);
      else builder.leaf(row, samples);
      continue;
    }
    const split = tree.split(node);
    if (!isFeature(split.feature, report)) return;
    if ("edges" in split) builder.splitSet(split, samples);
    else if (Number.isNaN(split.threshold)) {
      problems.add("tree/nan-threshold", {}, where(node));
      return;
    } else builder.split(split, samples);
    pending.push(tree.right(node), tree.left(node));
    parents.push(node, node);
    depths.push(depth + 1, depth + 1);
  }
}

interface Report {
  readonly features: number;
  readonly problems: Problems;
  where(): string;
}

function isFeature(feature: number, { features, problems, where }: Report): boolean {
  if (Number.isInteger(feature) && feature >= 0 && feature < features) return true;
  problems.add("tree/feature-out-of-range", { feature, features }, where());
  return false;
}

function isFiniteRow(row: ArrayLike<number>, { problems, where }: Report): boolean {
  for (let i = 0; i < row.length; i++) {
    if (Number.isFinite(row[i])) continue;
    problems.add("tree/non-finite-leaf", { value: row[i]! }, where());
    return false;
  }
  return true;
}

function isSound({ constant, features, coefficients }: LinearSpec, report: Report): boolean {
  for (let i = 0; i < features.length; i++) if (!isFeature(features[i]!, report)) return false;
  return isFiniteRow([constant], report) && isFiniteRow(coefficients, report);
}
