import {
  failType,
  hasKey,
  type JsonObject,
  numberAt,
  objectAt,
  optionalAt,
  pathOf,
} from "../../containers/json-view.ts";
import type { TreeArrays } from "../tree-arrays.ts";

/** A tree of nested objects laid out in a list, root first; made without recursion. */
export interface FlatTree {
  readonly nodes: readonly FlatNode[];
  /** JSON path of each node. */
  readonly paths: readonly string[];
  /** Largest column the tree tests, in its own numbering; -1 for a tree of one leaf. */
  readonly lastColumn: number;
  /** Length of the longest class distribution; 1 for regression. */
  readonly classes: number;
}

type FlatNode =
  | { readonly leaf: readonly number[]; readonly samples: number }
  | {
      readonly column: number;
      /** NaN where the file has null, which is how JSON.stringify writes NaN and infinities. */
      readonly threshold: number;
      readonly left: number;
      readonly right: number;
      readonly samples: number;
    };

/** Reads the tree below `root`. A node is a leaf iff it has a `distribution`. */
export function flattenTree(root: JsonObject, isClassifier: boolean): FlatTree {
  const nodes: FlatNode[] = [];
  const objects: JsonObject[] = [root];
  let lastColumn = -1;
  let classes = 1;
  for (let next = 0; next < objects.length; next++) {
    const node = objects[next]!;
    const samples = sampleCount(node);
    if (hasKey(node, "distribution")) {
      const leaf = isClassifier ? readDistribution(node) : readMean(node);
      classes = Math.max(classes, leaf.length);
      nodes.push({ leaf, samples });
      continue;
    }
    const column = numberAt(node, "splitColumn");
    lastColumn = Math.max(lastColumn, column);
    const left = objects.push(objectAt(node, "left")) - 1;
    const right = objects.push(objectAt(node, "right")) - 1;
    const threshold = numberOrNull(
      optionalAt(node, "splitValue"),
      pathOf(node, "splitValue"),
      node,
    );
    nodes.push({ column, threshold, left, right, samples });
  }
  return { nodes, paths: objects.map(({ path }) => path), lastColumn, classes };
}

/** Class fractions: a matrix of one row, as long as the largest label in that leaf needs. */
function readDistribution(node: JsonObject): readonly number[] {
  const { distribution } = node.value;
  const at = pathOf(node, "distribution");
  const row: unknown = Array.isArray(distribution) ? distribution[0] : undefined;
  if (!Array.isArray(row) || row.length === 0) {
    failType("a matrix of one row", distribution, at, node.file);
  }
  return row.map((value, i) => numberOrNull(value, `${at}[0][${i}]`, node));
}

function readMean(node: JsonObject): readonly number[] {
  return [numberOrNull(node.value.distribution, pathOf(node, "distribution"), node)];
}

function numberOrNull(value: unknown, at: string, { file }: JsonObject): number {
  if (value === null) return Number.NaN;
  return typeof value === "number" ? value : failType("a number", value, at, file);
}

/** Live nodes count their samples, reloaded ones do not; leaves made early have none. */
function sampleCount(node: JsonObject): number {
  const samples = optionalAt(node, "numberSamples");
  return typeof samples === "number" && samples >= 0 && samples < 2 ** 53 ? samples : -1;
}

/**
 * The tree as `addTree` walks it. `columns` maps its columns to the model's (forests train each
 * tree on a subset); `leafRow` says what of a leaf the ensemble uses.
 */
export function treeArrays(
  { nodes }: FlatTree,
  columns: ((column: number) => number) | undefined,
  leafRow: (leaf: readonly number[]) => ArrayLike<number>,
): TreeArrays {
  const splitAt = (index: number) => nodes[index] as Exclude<FlatNode, { leaf: unknown }>;
  return {
    nodeCount: nodes.length,
    root: 0,
    isLeaf: (index) => "leaf" in nodes[index]!,
    left: (index) => splitAt(index).left,
    right: (index) => splitAt(index).right,
    split: (index) => {
      const { column, threshold } = splitAt(index);
      const feature = columns ? columns(column) : column;
      // x[column] < value in double; NaN, and a column that is not there, go right.
      return { feature, threshold, compare: "lt", type: "f64", missing: "right" };
    },
    leafRow: (index) => leafRow((nodes[index] as Extract<FlatNode, { leaf: unknown }>).leaf),
    samples: (index) => nodes[index]!.samples,
  };
}
