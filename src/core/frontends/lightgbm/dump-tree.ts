import {
  choiceAt,
  failType,
  hasKey,
  type JsonObject,
  numberAt,
  numbersAt,
  objectAt,
  optionalAt,
  pathOf,
  placeOf,
  stringAt,
} from "../../containers/json-view.ts";
import type { LinearSpec } from "../../ir/predictors/forest/linear.ts";
import type { SourceTree } from "./source-tree.ts";
import { CATEGORICAL, DEFAULT_LEFT } from "./splits.ts";

/** The dump has no infinity: LightGBM writes 1e300 for it, and for all that is larger. */
const DUMPED_INFINITY = 1e300;

const MISSING_TYPES = ["None", "Zero", "NaN"] as const;

interface Pending {
  readonly node: JsonObject;
  /** Where the node's own number goes; absent for the root. */
  readonly parent?: { readonly children: number[]; readonly index: number };
}

/** Lays the nested objects out as the text form has them, without recursion. */
export function readDumpTree(tree: JsonObject): SourceTree {
  const splits = { objects: [] as JsonObject[], samples: [] as number[] };
  const leaves = { objects: [] as JsonObject[], samples: [] as number[] };
  const [feature, threshold, decision]: [number[], number[], number[]] = [[], [], []];
  const [left, right, leafValue]: [number[], number[], number[]] = [[], [], []];
  const codes = new Map<number, readonly number[]>();
  const linear = new Map<number, LinearSpec>();
  const pending: Pending[] = [{ node: objectAt(tree, "tree_structure") }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, parent } = next;
    const isLeaf = hasKey(node, "leaf_value");
    const id = isLeaf ? ~leaves.objects.length : splits.objects.length;
    if (parent) parent.children[parent.index] = id;
    if (isLeaf) {
      leaves.objects.push(node);
      if (hasKey(node, "leaf_const")) linear.set(leafValue.length, linearOf(node));
      leaves.samples.push(samplesOf(node, "leaf_count"));
      leafValue.push(numberAt(node, "leaf_value"));
      continue;
    }
    splits.objects.push(node);
    splits.samples.push(samplesOf(node, "internal_count"));
    feature.push(numberAt(node, "split_feature"));
    decision.push(decisionOf(node));
    if (decision[id]! & CATEGORICAL) codes.set(id, codesOf(node));
    threshold.push(decision[id]! & CATEGORICAL ? 0 : thresholdOf(node));
    pending.push({ node: objectAt(node, "right_child"), parent: { children: right, index: id } });
    pending.push({ node: objectAt(node, "left_child"), parent: { children: left, index: id } });
  }
  return {
    ...{ feature, threshold, decision, left, right, leafValue },
    splitSamples: splits.samples,
    leafSamples: leaves.samples,
    codes: (split) => codes.get(split) ?? [],
    ...(linear.size > 0 ? { linear: (leaf: number) => linear.get(leaf) } : {}),
    where: (child) =>
      placeOf(child < 0 ? leaves.objects[~child]!.path : splits.objects[child]!.path),
  };
}

/** The bits that the text form writes. A categorical split's threshold is a list of codes. */
function decisionOf(node: JsonObject): number {
  if (choiceAt(node, "decision_type", ["<=", "=="]) === "==") return CATEGORICAL;
  const missing = MISSING_TYPES.indexOf(choiceAt(node, "missing_type", MISSING_TYPES));
  const left = optionalAt(node, "default_left");
  if (typeof left !== "boolean") {
    return failType("true or false", left, pathOf(node, "default_left"), node.file);
  }
  return (missing << 2) | (left ? DEFAULT_LEFT : 0);
}

function thresholdOf(node: JsonObject): number {
  const threshold = numberAt(node, "threshold");
  if (threshold >= DUMPED_INFINITY) return Number.POSITIVE_INFINITY;
  return threshold <= -DUMPED_INFINITY ? Number.NEGATIVE_INFINITY : threshold;
}

/** "0||2||4", or "" for none. */
const CODES = /^(?:\d{1,10}(?:\|\|\d{1,10})*)?$/;

function codesOf(node: JsonObject): readonly number[] {
  const text = stringAt(node, "threshold");
  const at = pathOf(node, "threshold");
  if (!CODES.test(text)) failType('codes such as "0||2"', text, at, node.file);
  const codes = text === "" ? [] : text.split("||").map(Number);
  const largest = codes.findIndex((code) => code >= 2 ** 31);
  if (largest >= 0) failType("codes of 32 bits", codes[largest], at, node.file);
  return [...new Set(codes)].sort((a, b) => a - b);
}

function linearOf(node: JsonObject): LinearSpec {
  const features = numbersAt(node, "leaf_features");
  const coefficients = numbersAt(node, "leaf_coeff");
  if (features.length !== coefficients.length) {
    const due = `${features.length} coefficients`;
    failType(due, coefficients, pathOf(node, "leaf_coeff"), node.file);
  }
  return { constant: numberAt(node, "leaf_const"), features, coefficients };
}

function samplesOf(node: JsonObject, key: "internal_count" | "leaf_count"): number {
  const samples = optionalAt(node, key);
  return typeof samples === "number" && samples >= 0 ? samples : -1;
}
