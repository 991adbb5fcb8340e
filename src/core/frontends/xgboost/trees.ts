import {
  arrayAt,
  failType,
  hasKey,
  type JsonObject,
  numericAt,
  objectAt,
  optionalAt,
  pathOf,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { TreeArrays } from "../tree-arrays.ts";
import { edgesOfLeft, readCategories } from "./category-sets.ts";
import { readLeaves } from "./leaves.ts";
import { countAt } from "./parameters.ts";
import type { Release } from "./release.ts";

export interface TreeFacts {
  /** Numbers that a leaf holds. */
  readonly stride: number;
  /** DART's factor, in float32. */
  readonly weight: number;
  /**
   * DART: the scores that a tree is evaluated from, alone, and that are taken off again before it is
   * weighed. From a DMatrix they are 0, which makes a leaf of -0 one of 0; in place, up to release
   * 3.2, they are the base margins.
   */
  readonly alone?: ArrayLike<number> | undefined;
  readonly release: Release;
}

/** How many numbers a leaf of the tree holds: 0 or 1 in the file is one, more is one a target. */
export function strideOf(tree: JsonObject): number {
  return Math.max(1, countAt(objectAt(tree, "tree_param"), "size_leaf_vector", 1));
}

/**
 * One tree of the file. Undefined, with the fault reported, where the arrays cannot be walked.
 * Thresholds are float32.
 */
export function readTree(
  tree: JsonObject,
  { stride, weight, alone, release }: TreeFacts,
  problems: Problems,
): TreeArrays | undefined {
  const left = numericAt(tree, "left_children");
  const right = numericAt(tree, "right_children");
  const feature = numericAt(tree, "split_indices");
  const condition = numericAt(tree, "split_conditions");
  const defaultLeft = flagsAt(tree, "default_left");
  const hessian = hasKey(tree, "sum_hessian") ? numericAt(tree, "sum_hessian") : undefined;
  const splitType = hasKey(tree, "split_type") ? numericAt(tree, "split_type") : undefined;

  const nodeCount = countAt(objectAt(tree, "tree_param"), "num_nodes");
  const arrays = {
    left_children: left,
    right_children: right,
    split_indices: feature,
    split_conditions: condition,
    default_left: defaultLeft,
    sum_hessian: hessian,
    split_type: splitType,
  };
  const faulty = Object.entries(arrays).filter(([, a]) => a && a.length !== nodeCount);
  for (const [array, { length }] of faulty as [string, ArrayLike<unknown>][]) {
    const facts = { array, length, expected: nodeCount };
    problems.add("tree/lengths-disagree", facts, pathOf(tree, array));
  }
  if (faulty.length > 0) return undefined;
  const listedAt = readCategories(tree, nodeCount, problems);
  const isLeaf = (node: number) => left[node] === -1;
  const leaves = readLeaves(tree, { stride, weight, alone, condition, right, nodeCount }, problems);
  if (!listedAt || !leaves) return undefined;
  // A leaf's entries are meaningless, whatever they say.
  for (let node = 0; splitType && node < nodeCount; node++) {
    if (isLeaf(node) || splitType[node] === 0 || (splitType[node] === 1 && listedAt(node)))
      continue;
    const facts = { found: `split type ${splitType[node]}`, expected: "0, or 1 with categories" };
    problems.add("xgboost/bad-parameter", facts, `${pathOf(tree, "split_type")}[${node}]`);
    return undefined;
  }
  return {
    nodeCount,
    root: 0,
    isLeaf,
    left: (node) => left[node]!,
    right: (node) => right[node]!,
    split: (node) => {
      const missing = defaultLeft[node] ? "left" : "right";
      const listed = splitType?.[node] === 1 ? listedAt(node) : undefined;
      if (listed) {
        const edges = edgesOfLeft(listed, { release, missing });
        return { feature: feature[node]!, type: "f32", missing, edges };
      }
      const threshold = Math.fround(condition[node]!);
      return { feature: feature[node]!, type: "f32", missing, threshold, compare: "lt" };
    },
    leafRow: leaves,
    ...(hessian ? { samples: (node) => sampleWeight(hessian[node]!) } : {}),
  };
}

function sampleWeight(hessian: number): number {
  return hessian >= 0 && hessian < Number.POSITIVE_INFINITY ? hessian : -1;
}

/** Flags, which are booleans up to release 1.5, then 0 and 1. */
function flagsAt(tree: JsonObject, key: string): ArrayLike<unknown> {
  const value = optionalAt(tree, key);
  const flags = ArrayBuffer.isView(value) ? numericAt(tree, key) : arrayAt(tree, key);
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i];
    if (typeof flag === "boolean" || flag === 0 || flag === 1) continue;
    failType("0 or 1", flag, `${pathOf(tree, key)}[${i}]`, tree.file);
  }
  return flags;
}
