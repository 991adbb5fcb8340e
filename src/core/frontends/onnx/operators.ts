import type { Problems } from "../../diagnostics/diagnostic.ts";
import {
  arithmeticOperator,
  binarizer,
  castColumns,
  castToWhole,
  clip,
  encodeColumns,
  featureVectorizer,
  imputer,
  scaler,
  selectColumns,
} from "./column-operators.ts";
import {
  argMaxColumns,
  type Comparison,
  compareColumns,
  MIRRORED,
  oneHotEncoder,
} from "./indicator-operators.ts";
import { MEDIAN_OPERATORS } from "./medians.ts";
import { layerOf, rowOf, stackOf } from "./mixes.ts";
import { badNode, intOf, type OnnxNode } from "./node.ts";
import { normalizer } from "./normalizer.ts";
import type { Operator } from "./operator.ts";
import {
  addTail,
  castLabel,
  encodeLabel,
  scaleProbabilities,
  sigmoidOfProbabilities,
  sliceProbabilities,
  tailConstant,
} from "./output-operators.ts";
import { RESULT_OPERATORS } from "./result-operators.ts";
import { concatenate } from "./side-by-side.ts";
import { elementType, type Tensor } from "./tensor.ts";
import { treeEnsemble, treeEnsembleClassifier, treeEnsembleRegressor } from "./tree-operators.ts";
import type { Columns, LeafTable, Mix, Value } from "./values.ts";

/** An operator on one matrix of columns. */
function onColumns(make: (node: OnnxNode, input: Columns) => Columns | readonly Value[]): Operator {
  return (node, [input]) => {
    if (input?.kind !== "columns") return undefined;
    const made = make(node, input);
    return "kind" in made ? [made] : made;
  };
}

function cast(
  node: OnnxNode,
  [input]: readonly (Value | undefined)[],
): readonly Value[] | undefined {
  const type = elementType(intOf(node, "to", 0), node.at);
  switch (input?.kind) {
    case "columns":
      if (type === "f32" || type === "f64") return [castColumns(input, type)];
      return type === "i64" || type === "i32" ? some(castToWhole(input, type)) : undefined;
    case "label":
      return [castLabel(node, input, type)];
    case "scores":
      return type === input.ensemble.outputType ? [input] : undefined;
    case "probabilities":
      return type === "f32" ? [input] : undefined;
    default:
      return undefined;
  }
}

function some(value: Value | undefined): readonly Value[] | undefined {
  return value && [value];
}

/** Arithmetic of something and a constant, either first. */
function arithmetic(kind: "add" | "subtract" | "multiply" | "divide"): Operator {
  const columns = arithmeticOperator(kind);
  return (node, [a, b]) => {
    const reversed = a?.kind === "constant";
    const constant = reversed ? a : b;
    const input = reversed ? b : a;
    if (constant?.kind !== "constant") return undefined;
    const { tensor } = constant;
    if (input?.kind === "columns") return [columns(node, input, tensor, reversed)];
    if (kind === "subtract" || (reversed && kind === "divide")) return undefined;
    if (input?.kind === "scores") return [tailConstant(node, kind, input, tensor)];
    if (input?.kind === "probabilities" && kind === "multiply")
      return some(scaleProbabilities(input, tensor));
    return undefined;
  };
}

/** Numbers of a row stay in their row. */
function keepWidth(node: OnnxNode, input: LeafTable | Mix, shape: Value | undefined) {
  const last = shape?.kind === "constant" ? Array.from(shape.tensor.values).at(-1) : undefined;
  if (input.width === 1 || last === input.width) return [input];
  return badNode(node, `rows of ${input.width} numbers in another shape`);
}

/** The first input, as it is, where only its shape could change. */
function keepShape(node: OnnxNode, [input, shape]: readonly (Value | undefined)[]) {
  if (!input || input.kind === "constant" || input.kind === "refused") return undefined;
  const layer = shape?.kind === "constant" ? layerOf(input, shape.tensor.values) : undefined;
  if (layer) return [layer];
  if (input.kind === "table" || input.kind === "mix") return keepWidth(node, input, shape);
  if (input.kind !== "columns") return [input];
  const wanted = shape?.kind === "constant" ? Array.from(shape.tensor.values) : [];
  const [rows, width] = wanted;
  const same =
    (rows === -1 || rows === 0) && (width === -1 || width === 0 || width === input.columns.length);
  if (wanted.length === 2 && same && rows !== width) {
    const { nested: _, ...flat } = input;
    return [flat];
  }
  return badNode(node, `columns in the shape [${wanted.join(", ")}]`);
}

/** Columns compared with a constant; a constant first mirrors the comparison. */
function comparing(comparison: Comparison): Operator {
  return (node, [a, b]) => {
    if (a?.kind === "columns" && b?.kind === "constant")
      return [compareColumns(node, a, b.tensor, comparison)];
    if (a?.kind === "constant" && b?.kind === "columns")
      return [compareColumns(node, b, a.tensor, MIRRORED[comparison])];
    return undefined;
  };
}

function selecting(node: OnnxNode, [input, index]: readonly (Value | undefined)[]) {
  if (input?.kind !== "columns" || index?.kind !== "constant") return undefined;
  return [selectColumns(node, input, index.tensor)];
}

function allColumns(inputs: readonly (Value | undefined)[]): readonly Columns[] | undefined {
  const columns = inputs.filter((input) => input?.kind === "columns");
  return columns.length === inputs.length && columns.length > 0
    ? (columns as Columns[])
    : undefined;
}

function tensorsOf(inputs: readonly (Value | undefined)[]): (Tensor | undefined)[] {
  return inputs.map((input) => (input?.kind === "constant" ? input.tensor : undefined));
}

/** The operators that mlc reads. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  TreeEnsembleClassifier: onColumns(treeEnsembleClassifier),
  TreeEnsembleRegressor: onColumns(treeEnsembleRegressor),
  TreeEnsemble: onColumns(treeEnsemble),
  Scaler: onColumns(scaler),
  Imputer: onColumns(imputer),
  Binarizer: onColumns(binarizer),
  Normalizer: onColumns(normalizer),
  Add: arithmetic("add"),
  Sub: arithmetic("subtract"),
  Mul: arithmetic("multiply"),
  Div: arithmetic("divide"),
  Cast: cast,
  Clip: (node, [input, ...limits]) =>
    input?.kind === "columns" ? [clip(node, input, tensorsOf(limits))] : undefined,
  Identity: (_, [input]) => input && [input],
  Reshape: keepShape,
  Flatten: (node, [input]) =>
    input && input.kind !== "constant" && intOf(node, "axis", 1) === 1 ? [input] : undefined,
  Concat: (node, inputs) => {
    const parts = allColumns(inputs);
    const axis = intOf(node, "axis", 1);
    if (axis === 0) return some(stackOf(inputs));
    if (axis !== 1 && axis !== -1) return undefined;
    return parts ? [concatenate(node, parts)] : some(rowOf(node, inputs));
  },
  FeatureVectorizer: (node, inputs) => {
    const parts = allColumns(inputs);
    return parts && [featureVectorizer(node, parts)];
  },
  ArrayFeatureExtractor: selecting,
  Gather: (node, inputs) => {
    const [input] = inputs;
    const [, index] = tensorsOf(inputs);
    const axis = intOf(node, "axis", 0);
    const last = input?.kind === "columns" && input.nested ? 2 : 1;
    const ofColumns = (axis === last || axis === -1) && index?.shape.length === 1;
    return ofColumns ? selecting(node, inputs) : undefined;
  },
  Less: comparing("Less"),
  LessOrEqual: comparing("LessOrEqual"),
  Greater: comparing("Greater"),
  GreaterOrEqual: comparing("GreaterOrEqual"),
  Equal: comparing("Equal"),
  ArgMax: (node, [input]) => (input?.kind === "columns" ? [argMaxColumns(node, input)] : undefined),
  OneHotEncoder: onColumns(oneHotEncoder),
  LabelEncoder: (node, [input]) => {
    if (input?.kind === "columns") return [encodeColumns(node, input)];
    return input?.kind === "label" ? [encodeLabel(node, input)] : undefined;
  },
  Slice: (node, [input, ...bounds]) =>
    input?.kind === "probabilities"
      ? [sliceProbabilities(node, input, tensorsOf(bounds))]
      : undefined,
  // Probabilities by name: onnxruntime then gives a list of maps; the numbers are the same.
  ZipMap: (_, [input]) =>
    input?.kind === "probabilities" || input?.kind === "mix" ? [input] : undefined,
  Exp: (node, [input]) =>
    input?.kind === "scores" ? [addTail(input, { kind: "exp", at: node.at })] : undefined,
  Sigmoid: (node, [input]) => {
    if (input?.kind === "scores") return [addTail(input, { kind: "sigmoid", at: node.at })];
    return input?.kind === "probabilities" ? [sigmoidOfProbabilities(node, input)] : undefined;
  },
};

/** On columns and on what one ensemble gives, then on what was made of that. */
function operatorsNamed(name: string): readonly Operator[] {
  return [OPERATORS, RESULT_OPERATORS, MEDIAN_OPERATORS].flatMap((table) =>
    Object.hasOwn(table, name) ? [table[name]!] : [],
  );
}

/** What stands before an operator, as a user would say. */
const NOUNS: Readonly<Record<Value["kind"], string>> = {
  constant: "constants",
  columns: "columns",
  label: "class labels",
  probabilities: "probabilities",
  scores: "the trees' sums",
  table: "a tree's leaves",
  stack: "outputs one above the other",
  row: "outputs side by side",
  median: "outputs in order",
  mix: "a sum of outputs",
  "mix-column": "a part of a sum of outputs",
  choice: "places of the largest",
  ballot: "votes",
  chosen: "class labels",
  normaliser: "sums of a row",
  verdict: "verdicts",
  shape: "sizes",
  refused: "these",
};

/** Operators that are not supported, each named once with its first node. */
export class Refusals {
  readonly #found = new Map<string, { on: string; operator: string; at: string; nodes: number }>();

  add({ operator, at }: OnnxNode, input: Value | undefined): void {
    const isKnown = operatorsNamed(operator).length > 0;
    const on = isKnown && input ? NOUNS[input.kind] : "";
    const key = `${operator} ${on}`;
    const found = this.#found.get(key);
    if (found) found.nodes++;
    else this.#found.set(key, { operator, on, at, nodes: 1 });
  }

  reportTo(problems: Problems): void {
    for (const { at, ...facts } of this.#found.values()) {
      problems.add("onnx/unsupported-operator", facts, at);
    }
  }
}

/**
 * What a node makes of its inputs, one value an output. Of a refused input comes a refused output;
 * so it does of an operator that is not supported.
 */
export function runOperator(
  node: OnnxNode,
  inputs: readonly (Value | undefined)[],
  refusals: Refusals,
): readonly Value[] {
  const refused = node.outputs.map((): Value => ({ kind: "refused" }));
  if (inputs.some((input) => input?.kind === "refused")) return refused;
  for (const operator of operatorsNamed(node.operator)) {
    const made = operator(node, inputs);
    if (made) return made;
  }
  refusals.add(node, inputs[0]);
  return refused;
}
