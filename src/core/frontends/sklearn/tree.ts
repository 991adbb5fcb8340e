import { toColumn, toNumbers } from "../../containers/numpy-array.ts";
import {
  describe,
  isArray,
  isDict,
  isObject,
  type PickleValue,
  shortName,
} from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { TreeArrays } from "../tree-arrays.ts";
import type { EstimatorOptions } from "./estimators.ts";
import { type Fitted, pathOf, required } from "./fitted.ts";

/** The columns of one `sklearn.tree._tree.Tree`, one entry a node. */
export interface Tree {
  readonly nodeCount: number;
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly feature: Float64Array;
  readonly threshold: Float64Array;
  readonly samples: Float64Array;
  /** From 1.3; 0 or 1. */
  readonly missingLeft?: Float64Array;
  /** `valueWidth` numbers a node: class counts or fractions, or one mean an output. */
  readonly values: Float64Array;
  readonly valueWidth: number;
  readonly outputs: number;
}

const LEAF_CHILD = -1;

/** Opens `tree_` of a decision tree. */
export function openTree(fitted: Fitted, once: EstimatorOptions["once"]): Tree {
  const at = pathOf(fitted, "tree_");
  const value = required(fitted, "tree_");
  once(value, at);
  const state = isObject(value) && shortName(value.className) === "Tree" ? value.state : undefined;
  if (!isDict(state)) {
    fail(
      "sklearn/bad-attribute",
      { attribute: "tree_", found: describe(value), expected: "a fitted Tree" },
      { at },
    );
  }
  const nodes = state.get("nodes");
  const column = (name: string): Float64Array => {
    const numbers = isArray(nodes) ? toColumn(nodes, name) : undefined;
    return (
      numbers ??
      fail(
        "sklearn/bad-attribute",
        { attribute: name, found: "absent or no number", expected: "a column of nodes" },
        { at },
      )
    );
  };
  const left = column("left_child");
  const nodeCount = left.length;
  const values = readValues(state.get("values"), nodeCount, at);
  const hasMissing = isArray(nodes) && nodes.dtype.fields.has("missing_go_to_left");
  return {
    nodeCount,
    left,
    right: column("right_child"),
    feature: column("feature"),
    threshold: column("threshold"),
    samples: column("n_node_samples"),
    ...(hasMissing ? { missingLeft: column("missing_go_to_left") } : {}),
    ...values,
  };
}

function readValues(value: PickleValue | undefined, nodeCount: number, at: string) {
  const values = isArray(value) ? toNumbers(value) : undefined;
  if (!values || !isArray(value) || value.shape.length !== 3) {
    fail(
      "sklearn/bad-attribute",
      { attribute: "values", found: describe(value), expected: "an array of three axes" },
      { at },
    );
  }
  const [entries, outputs, classes] = value.shape as [number, number, number];
  if (entries !== nodeCount) {
    fail(
      "tree/lengths-disagree",
      { array: "values", length: entries, expected: nodeCount },
      { at },
    );
  }
  return { values, valueWidth: outputs * classes, outputs };
}

/** The tree with the leaf rows that `leafRow` makes of a node's values. */
export function treeArrays(
  tree: Tree,
  leafRow: (values: Float64Array) => ArrayLike<number>,
): TreeArrays {
  const { left, right, feature, threshold, samples, missingLeft, values, valueWidth } = tree;
  return {
    nodeCount: tree.nodeCount,
    root: 0,
    isLeaf: (node) => left[node] === LEAF_CHILD,
    left: (node) => left[node]!,
    right: (node) => right[node]!,
    split: (node) => ({
      feature: feature[node]!,
      threshold: threshold[node]!,
      compare: "le",
      type: "f64",
      missing: missingLeft?.[node] ? "left" : "right",
    }),
    leafRow: (node) => leafRow(values.subarray(node * valueWidth, (node + 1) * valueWidth)),
    samples: (node) => samples[node]!,
  };
}

/**
 * Does every split send missing values to the child with more samples (right where they are
 * equal)? Trees grown without missing values do, from 1.3 on.
 */
export function sendsMissingToLargerChild(tree: Tree): boolean {
  const { left, right, samples, missingLeft } = tree;
  if (!missingLeft) return true;
  for (let node = 0; node < tree.nodeCount; node++) {
    if (left[node] === LEAF_CHILD) continue;
    const toLeft = samples[left[node]!]! > samples[right[node]!]!;
    if (toLeft !== (missingLeft[node] !== 0)) return false;
  }
  return true;
}
