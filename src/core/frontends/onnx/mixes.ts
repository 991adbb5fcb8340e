import { fail } from "../../diagnostics/diagnostic.ts";
import type { Labels } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { badNode, intOf, type OnnxNode } from "./node.ts";
import type { Tensor } from "./tensor.ts";
import type {
  Ballot,
  Choice,
  Chosen,
  Mix,
  Normaliser,
  Part,
  PartValue,
  Probabilities,
  Row,
  Scores,
  Stack,
  TailOperation,
  Value,
  Verdict,
} from "./values.ts";

/** How many numbers a part has. */
function widthOf(value: PartValue): number {
  if (value.kind === "scores") return value.ensemble.scores;
  if (value.kind !== "probabilities") return value.width;
  return value.ensemble.scores === 1 ? 2 : value.ensemble.scores;
}

function typeOf(value: PartValue): string {
  if (value.kind === "table") return value.type;
  return value.kind === "ballot" ? "f32" : value.ensemble.outputType;
}

/** What a value counts for in a sum: as it is, or times the one constant that it was multiplied by. */
function partOf(value: Value | undefined): Part | undefined {
  switch (value?.kind) {
    case "table":
    case "ballot":
      return { value, weight: 1 };
    case "probabilities":
      return value.column === undefined ? { value, weight: 1 } : undefined;
    case "scores":
      return partOfScores(value);
    case "mix":
      return value.parts.length === 1 && value.divisor === 1 && value.tail.length === 0
        ? value.parts[0]
        : undefined;
    default:
      return undefined;
  }
}

function partOfScores(value: Scores): Part | undefined {
  const [first, ...others] = value.tail;
  if (!first) return { value, weight: 1 };
  if (first.kind !== "multiply" || first.by.length !== 1 || others.length > 0) return undefined;
  return { value: { ...value, tail: [] }, weight: first.by[0]! };
}

/** Parts of one width and type, added up. */
function mixOf(node: OnnxNode, parts: readonly Part[], divisor: number, type: FloatType): Mix {
  const width = widthOf(parts[0]!.value);
  const odd = parts.find(({ value }) => widthOf(value) !== width);
  if (odd) badNode(node, `${width} numbers and ${widthOf(odd.value)}`);
  return {
    kind: "mix",
    parts,
    divisor,
    type,
    outputType: type,
    width,
    tail: [],
    at: node.at,
  };
}

/** `Sum`, or `Add` of two, of what several ensembles give. */
export function sumOfParts(node: OnnxNode, inputs: readonly (Value | undefined)[]) {
  const parts = inputs.map(partOf);
  if (parts.length === 0 || !parts.every((part) => part !== undefined)) return undefined;
  const types = inputs.map((input, i) =>
    input?.kind === "mix" ? input.outputType : typeOf(parts[i]!.value),
  );
  const [type] = types;
  if (type !== "f32" && type !== "f64") return undefined;
  if (types.some((other) => other !== type)) badNode(node, `sums of ${[...new Set(types)]}`);
  return mixOf(node, parts, 1, type);
}

/** `Mul` of a part with one constant. */
export function weighted(node: OnnxNode, value: Value, { values, type }: Tensor): Mix | undefined {
  const part = partOf(value);
  if (!part || value.kind === "table" || part.weight !== 1 || values.length !== 1) return undefined;
  if (type !== "f32" || typeOf(part.value) !== type) badNode(node, `a constant of ${type}`);
  return mixOf(node, [{ ...part, weight: values[0]! }], 1, type);
}

/** Casts to double keep a part as it is: converters sum trees so to lose less. */
export function widened(node: OnnxNode, scores: Scores): Mix {
  const part = partOf(scores) ?? fail("onnx/unsupported-tail", { operation: "Cast" }, node);
  return mixOf(node, [part], 1, "f64");
}

/** `Reshape` to [1, rows, width], then `Concat` along the first axis. */
export function stackOf(values: readonly (Value | undefined)[]): Stack | undefined {
  const parts = values.flatMap((value) => (value?.kind === "stack" ? value.parts : []));
  return parts.length === values.length ? { kind: "stack", parts } : undefined;
}

/** Regressors' values, one beside the other. */
export function rowOf({ at }: OnnxNode, values: readonly (Value | undefined)[]): Row | undefined {
  const parts = values.filter((value) => value?.kind === "scores");
  return parts.length > 0 && parts.length === values.length
    ? { kind: "row", parts, at }
    : undefined;
}

/** A value as the one layer of a stack. */
export function layerOf(value: Value, shape: ArrayLike<number>): Stack | undefined {
  const part = partOf(value);
  if (part?.weight !== 1 || shape.length !== 3) return undefined;
  const fits = shape[0] === 1 && shape[1] === -1 && shape[2] === widthOf(part.value);
  return fits ? { kind: "stack", parts: [part.value] } : undefined;
}

/** `ReduceMean` along the first axis. */
export function meanOfStack(
  node: OnnxNode,
  { parts }: Stack,
  axes: ArrayLike<number>,
): Mix | undefined {
  const isFirst = axes.length === 1 && axes[0] === 0 && intOf(node, "keepdims", 1) === 0;
  if (!isFirst || parts.some((value) => typeOf(value) !== "f32")) return undefined;
  const all = parts.map((value) => ({ value, weight: 1 }));
  return mixOf(node, all, parts.length, "f32");
}

export function addMixTail(mix: Mix, operation: TailOperation): Mix {
  return { ...mix, tail: [...mix.tail, operation] };
}

/** `ArgMax` along a row. */
export function choiceOf(node: OnnxNode, of: Probabilities | Mix): Choice | undefined {
  const axis = intOf(node, "axis", 0);
  const isOfRow = (axis === 1 || axis === -1) && intOf(node, "select_last_index", 0) === 0;
  return isOfRow ? { kind: "choice", of, at: node.at } : undefined;
}

/** A choice compared with 0, 1, 2, ...: one truth a class. */
export function ballotOf({ of }: Choice, { values, type }: Tensor): Ballot | undefined {
  if (of.kind !== "probabilities" || type !== "i64") return undefined;
  const counts = Array.from(values).every((value, i) => value === i);
  return counts && values.length === widthOf(of)
    ? { kind: "ballot", of, width: values.length }
    : undefined;
}

/** The label at the place that was chosen. */
export function chosenLabel(node: OnnxNode, { of }: Choice, labels: Tensor): Chosen | undefined {
  if (of.kind !== "mix") return undefined;
  const { type, strings, values } = labels;
  const names = type === "string" ? strings : Array.from(values, String);
  if (names.length !== of.width) badNode(node, `${names.length} labels for ${of.width} classes`);
  if (type !== "string" && type !== "i32" && type !== "i64") badNode(node, `labels of ${type}`);
  return { kind: "chosen", of, labels: { type: LABEL_TYPES[type], names } };
}

const LABEL_TYPES: Readonly<Record<"string" | "i32" | "i64", Labels["type"]>> = {
  string: "string",
  i32: "integer",
  i64: "integer",
};

/** `ReduceSum` along a row. */
export function normaliserOf(of: Mix, axes: ArrayLike<number>): Normaliser | undefined {
  return axes.length === 1 && axes[0] === 1 ? { kind: "normaliser", of, stage: "sum" } : undefined;
}

/** A mix divided by the sum of its row. */
export function shareOf(node: OnnxNode, mix: Mix, { of, stage }: Normaliser): Mix | undefined {
  if (of !== mix || stage !== "sum") return undefined;
  return addMixTail(mix, { kind: "share", at: node.at });
}

/** Whether a mix's one number lies below a constant zero. */
export function belowZero(of: Mix, { values, type }: Tensor): Verdict | undefined {
  const isZero = of.width === 1 && type === of.outputType && values.length === 1 && values[0] === 0;
  return isZero ? { kind: "verdict", of, values: [0, 1] } : undefined;
}

export function mapVerdict(verdict: Verdict, of: (x: number) => number): Verdict {
  const [first, second] = verdict.values;
  return { ...verdict, values: [of(first), of(second)] };
}
