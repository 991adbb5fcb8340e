import { fail } from "../../diagnostics/diagnostic.ts";
import type { Labels } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { MAX_WIDTH } from "../feature-list.ts";
import type { Ensemble, LeafWeight, TreeNodes } from "./ensemble.ts";
import { badNode, intOf, intsOf, type OnnxNode, stringsOf, textOf } from "./node.ts";
import { readNodesById, treeNumbers } from "./nodes-by-id.ts";
import { readNodesByIndex } from "./nodes-by-index.ts";
import type { Columns, Probabilities, Value } from "./values.ts";

/** What comparisons and sums are done in: whole numbers are compared as binary32. */
const TREE_TYPE = { f32: "f32", f64: "f64", i64: "f32", i32: "f32" } as const;

/** TreeEnsembleClassifier, releases 1 to 3: the class and the probabilities. */
export function treeEnsembleClassifier(node: OnnxNode, input: Columns): readonly Value[] {
  if (input.type === "bool") badInput(node, input);
  const type = TREE_TYPE[input.type];
  const labels = labelsOf(node);
  const classes = labels.names.length;
  if (classes < 2 || classes > MAX_WIDTH) fail("onnx/class-count", { classes }, { at: node.at });
  const isBinary = classes === 2;
  const scores = isBinary ? 1 : classes;
  const base = baseOf(node, type);
  const read = readNodesById(node, "class", type);
  const isPair = isBinary && hasOtherIds(node);
  const nodes = isPair ? secondOfPair(node, read.nodes, { labels, base }) : read.nodes;
  checkBase(node, base, scores);
  const limit = isPair || hasNegativeWeight(nodes) ? 0 : 0.5;
  const settings = { type, outputType: "f32", scores, base, aggregate: "sum" } as const;
  const found = { ...settings, nodes, roots: read.roots, input, ...(isBinary ? { limit } : {}) };
  const ensemble = checkedEnsemble(node, found);
  const link = classLink(node, ensemble);
  return [
    { kind: "label", ensemble, labels, link },
    { kind: "probabilities", ensemble, link, scale: 1 },
  ];
}

/** TreeEnsembleRegressor, releases 1 to 3. */
export function treeEnsembleRegressor(node: OnnxNode, input: Columns): readonly Value[] {
  if (input.type !== "f32" && input.type !== "f64") badInput(node, input);
  const type = input.type;
  const scores = intOf(node, "n_targets", 0);
  checkTargets(node, scores);
  const transform = textOf(node, "post_transform", "NONE");
  if (transform !== "NONE") refuseTransform(node, transform);
  const aggregate = aggregateOf(node, textOf(node, "aggregate_function", "SUM"));
  const base = baseOf(node, type);
  checkBase(node, base, scores);
  const found = readNodesById(node, "target", type);
  const settings = { type, outputType: "f32", scores, base, aggregate } as const;
  const ensemble = checkedEnsemble(node, { ...found, ...settings, input });
  return [{ kind: "scores", ensemble, tail: [] }];
}

const AGGREGATES = ["AVERAGE", "SUM", "MIN", "MAX"];
const TRANSFORMS = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];

/** TreeEnsemble, release 5. */
export function treeEnsemble(node: OnnxNode, input: Columns): readonly Value[] {
  if (input.type !== "f32" && input.type !== "f64") badInput(node, input);
  const type = input.type;
  const scores = intOf(node, "n_targets", 0);
  checkTargets(node, scores);
  const transform = intOf(node, "post_transform", 0);
  if (transform !== 0) refuseTransform(node, TRANSFORMS[transform] ?? String(transform));
  const code = intOf(node, "aggregate_function", 1);
  const aggregate = aggregateOf(node, AGGREGATES[code] ?? String(code));
  const found = readNodesByIndex(node, type);
  const settings = { type, outputType: type, scores, base: [], aggregate } as const;
  const ensemble = checkedEnsemble(node, { ...found, ...settings, input });
  return [{ kind: "scores", ensemble, tail: [] }];
}

function labelsOf(node: OnnxNode): Labels {
  const strings = stringsOf(node, "classlabels_strings");
  if (strings.length > 0) return { type: "string", names: strings };
  const integers = intsOf(node, "classlabels_int64s");
  const large = integers.find((label) => !Number.isSafeInteger(label));
  if (large !== undefined) badNode(node, `the class label ${large} is beyond 2^53`);
  return { type: "integer", names: integers.map(String) };
}

function hasOtherIds(node: OnnxNode): boolean {
  return intsOf(node, "class_ids").some((id) => id !== 0);
}

/**
 * Two classes whose weights are -s, s in every leaf, as CatBoost writes them: s alone. onnxruntime
 * then answers the second text, or 1 whatever the numbers are, where the second sum is positive. It
 * adds base values to the wrong class, and with weights of the second class alone forgets them.
 */
function secondOfPair(
  node: OnnxNode,
  nodes: TreeNodes,
  { labels, base }: { readonly labels: Labels; readonly base: readonly number[] },
): TreeNodes {
  const isNamed = labels.type === "string" || labels.names.every((name, i) => name === String(i));
  const isPair = (leaf: readonly LeafWeight[]) => {
    const [first, second, ...others] = [...leaf].sort((a, b) => a.score - b.score);
    if (first?.score !== 0 || second?.score !== 1 || others.length > 0) return false;
    return first.value === -second.value;
  };
  const leaves = nodes.weights.filter((_, i) => nodes.mode[i] === "LEAF");
  const transform = textOf(node, "post_transform", "NONE");
  if (!isNamed || base.length > 0 || transform === "SOFTMAX" || !leaves.every(isPair)) {
    const ids = [...new Set(intsOf(node, "class_ids"))].slice(0, 4).join(", ");
    fail("onnx/two-class-columns", { ids }, { at: node.at });
  }
  const weights = nodes.weights.map((leaf) =>
    leaf.flatMap(({ score, value }) => (score === 1 ? [{ score: 0, value }] : [])),
  );
  return { ...nodes, weights };
}

function baseOf(node: OnnxNode, type: FloatType): readonly number[] {
  const base = Array.from(treeNumbers(node, "base_values", type));
  const odd = base.find((value) => !Number.isFinite(value));
  return odd === undefined ? base : badNode(node, `the base value ${odd}`);
}

function checkBase(node: OnnxNode, base: readonly number[], scores: number): void {
  if (base.length > 0 && base.length !== scores) {
    badNode(node, `${base.length} base values for ${scores} scores`);
  }
}

/**
 * From sums to probabilities. Two classes have one sum s: where no weight is negative s is the
 * second class's probability, else its log-odds if LOGISTIC says so, else the pair is [-s, s].
 * onnxruntime 1.31 applies LOGISTIC in both cases.
 */
function classLink(node: OnnxNode, { limit }: Ensemble): Probabilities["link"] {
  const transform = textOf(node, "post_transform", "NONE");
  if (limit !== undefined) {
    if (transform === "PROBIT") refuseTransform(node, transform);
    if (transform === "LOGISTIC") return "sigmoid";
    return limit === 0 ? "opposite" : "complement";
  }
  if (transform === "NONE") return "identity";
  if (transform === "LOGISTIC") return "sigmoids";
  if (transform === "SOFTMAX") return "softmax";
  return refuseTransform(node, transform);
}

/** Is any weight of a leaf below zero? Says how onnxruntime decides between two classes. */
export function hasNegativeWeight({ weights }: TreeNodes): boolean {
  return weights.some((leaf) => leaf.some(({ value }) => value < 0));
}

function checkTargets(node: OnnxNode, targets: number): void {
  if (targets < 1 || targets > MAX_WIDTH) badNode(node, `n_targets is ${targets}`);
}

function refuseTransform(node: OnnxNode, transform: string): never {
  fail("onnx/post-transform", { transform }, { at: node.at });
}

function aggregateOf(node: OnnxNode, name: string): Ensemble["aggregate"] {
  if (name === "SUM") return "sum";
  if (name === "AVERAGE") return "average";
  fail("onnx/aggregate", { name }, { at: node.at });
}

function badInput(node: OnnxNode, { type }: Columns): never {
  badNode(node, `the input is ${type}; onnxruntime takes f32 and f64`);
}

type EnsembleParts = Omit<Ensemble, "operator" | "at">;

/** The ensemble, once its leaves are known to write to scores that exist, each once. */
function checkedEnsemble(node: OnnxNode, parts: EnsembleParts): Ensemble {
  const { nodes, roots, scores } = parts;
  if (roots.length === 0) fail("model/no-trees", {}, { at: node.at });
  nodes.mode.forEach((mode, index) => {
    if (mode !== "LEAF") return;
    const leaf = nodes.weights[index]!;
    const odd = leaf.find(({ score }) => !(score >= 0 && score < scores));
    if (odd) badNode(node, `a leaf writes to score ${odd.score} of ${scores}`);
    if (new Set(leaf.map(({ score }) => score)).size < leaf.length) {
      fail("onnx/leaf-weights", { weights: leaf.length }, { at: nodes.place(index) });
    }
  });
  return { operator: node.operator, at: node.at, ...parts };
}
