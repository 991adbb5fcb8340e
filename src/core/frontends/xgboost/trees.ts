import {
  arrayAt,
  failType,
  hasKey,
  type JsonObject,
  numbersAt,
  objectAt,
  pathOf,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { TreeArrays } from "../tree-arrays.ts";
import { countAt } from "./parameters.ts";

/**
 * One tree of the file. Thresholds and leaf values share `split_conditions`; both are float32, and
 * leaf values are multiplied by `weight` (DART) with one rounding. Undefined, with the fault
 * reported, where the arrays cannot be walked.
 */
export function readTree(
  tree: JsonObject,
  weight: number,
  problems: Problems,
): TreeArrays | undefined {
  const left = numbersAt(tree, "left_children");
  const right = numbersAt(tree, "right_children");
  const feature = numbersAt(tree, "split_indices");
  const condition = numbersAt(tree, "split_conditions");
  const defaultLeft = arrayAt(tree, "default_left");
  const hessian = hasKey(tree, "sum_hessian") ? numbersAt(tree, "sum_hessian") : undefined;
  const splitType = hasKey(tree, "split_type") ? numbersAt(tree, "split_type") : undefined;

  const parameters = objectAt(tree, "tree_param");
  if (countAt(parameters, "size_leaf_vector", 1) > 1) {
    problems.add("xgboost/vector-leaves", {}, pathOf(parameters, "size_leaf_vector"));
    return undefined;
  }
  const nodeCount = countAt(parameters, "num_nodes");
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
  for (const [array, { length }] of faulty as [string, readonly unknown[]][]) {
    const facts = { array, length, expected: nodeCount };
    problems.add("tree/lengths-disagree", facts, pathOf(tree, array));
  }
  if (faulty.length > 0) return undefined;

  const odd = defaultLeft.findIndex((v) => typeof v !== "boolean" && v !== 0 && v !== 1);
  if (odd >= 0) {
    const at = `${pathOf(tree, "default_left")}[${odd}]`;
    failType("0 or 1", defaultLeft[odd], at, tree.file);
  }
  // A leaf's entries are meaningless, whatever they say.
  const categorical = splitType?.findIndex((type, node) => type !== 0 && left[node] !== -1) ?? -1;
  if (categorical >= 0) {
    problems.add("xgboost/categorical-split", {}, `${tree.path}, node ${categorical}`);
    return undefined;
  }
  return {
    nodeCount,
    root: 0,
    isLeaf: (node) => left[node] === -1,
    left: (node) => left[node]!,
    right: (node) => right[node]!,
    split: (node) => ({
      feature: feature[node]!,
      threshold: Math.fround(condition[node]!),
      compare: "lt",
      type: "f32",
      missing: defaultLeft[node] ? "left" : "right",
    }),
    leafRow: (node) => [Math.fround(Math.fround(condition[node]!) * weight)],
    ...(hessian ? { samples: (node) => sampleWeight(hessian[node]!) } : {}),
  };
}

function sampleWeight(hessian: number): number {
  return hessian >= 0 && hessian < Number.POSITIVE_INFINITY ? hessian : -1;
}
