import {
  arrayAt,
  failType,
  hasKey,
  type JsonObject,
  numbersAt,
  objectAt,
  objectsAt,
  optionalAt,
  pathOf,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import { MAX_TREE_DEPTH } from "../tree-arrays.ts";
import type { ReadSplit } from "./json-split.ts";
import { emptyTree, type SourceTree, sumWeights, symmetricTree } from "./source-tree.ts";

interface Context {
  readonly dimension: number;
  readonly readSplit: ReadSplit;
  readonly problems: Problems;
}

/** Numbers in a leaf, judged by a tree's first. */
export function jsonDimension(tree: JsonObject): number {
  if (hasKey(tree, "leaf_values")) {
    return arrayAt(tree, "leaf_values").length / 2 ** splitsOf(tree).length;
  }
  let node = tree;
  for (let depth = 0; depth < MAX_TREE_DEPTH && hasKey(node, "left"); depth++) {
    node = objectAt(node, "left");
  }
  const value = optionalAt(node, "value");
  return Array.isArray(value) ? value.length : 1;
}

/** Undefined, with the faults reported, where the tree does not hold together. */
export function readJsonTree(tree: JsonObject, context: Context): SourceTree | undefined {
  return hasKey(tree, "leaf_values") ? readSymmetric(tree, context) : readNested(tree, context);
}

/** A tree of one leaf has null for its splits. */
function splitsOf(tree: JsonObject): readonly JsonObject[] {
  return (optionalAt(tree, "splits") ?? null) === null ? [] : objectsAt(tree, "splits");
}

function readSymmetric(tree: JsonObject, { dimension, readSplit, problems }: Context) {
  const splits = splitsOf(tree).map(readSplit);
  const values = numbersAt(tree, "leaf_values");
  const weights = hasKey(tree, "leaf_weights") ? numbersAt(tree, "leaf_weights") : undefined;
  const leaves = 2 ** splits.length;
  const agree = (array: string, length: number, expected: number) => {
    if (length === expected) return true;
    problems.add("tree/lengths-disagree", { array, length, expected }, pathOf(tree, array));
    return false;
  };
  if (!agree("leaf_values", values.length, leaves * dimension)) return undefined;
  if (weights && !agree("leaf_weights", weights.length, leaves)) return undefined;
  if (splits.some((split) => split === undefined)) return undefined;
  return symmetricTree({
    splits: splits as readonly number[],
    values,
    start: 0,
    dimension,
    ...(weights ? { leafWeights: weights } : {}),
    where: (part, index) =>
      part === "split"
        ? `${pathOf(tree, "splits")}[${index}]`
        : `${pathOf(tree, "leaf_values")}[${index * dimension}]`,
  });
}

/** Nested nodes, laid out in preorder. */
function readNested(tree: JsonObject, { dimension, readSplit }: Context) {
  const nodes: JsonObject[] = [];
  const children: [zero: number, one: number][] = [];
  const pending: { node: JsonObject; parent: number; side: 0 | 1 }[] = [
    { node: tree, parent: -1, side: 0 },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, parent, side } = next;
    const index = nodes.push(node) - 1;
    children.push([-1, -1]);
    if (parent >= 0) children[parent]![side] = index;
    if (hasKey(node, "value")) continue;
    pending.push({ node: objectAt(node, "right"), parent: index, side: 1 });
    pending.push({ node: objectAt(node, "left"), parent: index, side: 0 });
  }
  const arrays = emptyTree(nodes.length);
  const weight = new Float64Array(nodes.length);
  const values: number[] = [];
  let weighted = true;
  let sound = true;
  nodes.forEach((node, index) => {
    if (!hasKey(node, "value")) {
      const split = readSplit(objectAt(node, "split"));
      if (split === undefined) sound = false;
      arrays.split[index] = split ?? 0;
      [arrays.zero[index], arrays.one[index]] = children[index]!;
      return;
    }
    arrays.row[index] = values.length;
    values.push(...leafAt(node, dimension));
    const own = optionalAt(node, "weight");
    if (typeof own === "number") weight[index] = own;
    else weighted = false;
  });
  if (!sound) return undefined;
  const where = (index: number) => nodes[index]!.path;
  return sumWeights({ ...arrays, values, ...(weighted ? { weight } : {}), where });
}

/** `value`: a number, or one a score. */
function leafAt(node: JsonObject, dimension: number): readonly number[] {
  const value = optionalAt(node, "value");
  const numbers: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (numbers.length === dimension && numbers.every((item) => typeof item === "number")) {
    return numbers as readonly number[];
  }
  failType(`${dimension} numbers`, value, pathOf(node, "value"), node.file);
}
