import { fail } from "../../diagnostics/diagnostic.ts";
import {
  badNode,
  floatOf,
  floatsOf,
  intOf,
  intsOf,
  type OnnxNode,
  stringsOf,
  textOf,
} from "./node.ts";
import type { Tensor } from "./tensor.ts";
import type {
  ArithmeticTail,
  Label,
  Probabilities,
  Scores,
  TailOperation,
  Value,
} from "./values.ts";

/** Another label for each class. Keys that no class has are left out. */
export function encodeLabel(node: OnnxNode, label: Label): Label {
  const keys =
    label.labels.type === "string"
      ? stringsOf(node, "keys_strings")
      : intsOf(node, "keys_int64s").map(String);
  const values = labelValues(node);
  if (keys.length === 0 || keys.length !== values.names.length) {
    badNode(node, `${keys.length} keys of the labels' type, ${values.names.length} values`);
  }
  const names = label.labels.names.map((name) => {
    const index = keys.indexOf(name);
    return index < 0 ? values.fallback : values.names[index]!;
  });
  return { ...label, labels: { type: values.type, names } };
}

function labelValues(node: OnnxNode): {
  type: "string" | "integer" | "number";
  names: readonly string[];
  fallback: string;
} {
  const strings = stringsOf(node, "values_strings");
  if (strings.length > 0) {
    return { type: "string", names: strings, fallback: textOf(node, "default_string", "_Unused") };
  }
  const integers = intsOf(node, "values_int64s");
  if (integers.length > 0) {
    const fallback = String(intOf(node, "default_int64", -1));
    return { type: "integer", names: integers.map(String), fallback };
  }
  const fallback = String(floatOf(node, "default_float", -0));
  return { type: "number", names: floatsOf(node, "values_floats").map(String), fallback };
}

/** Casts of class labels that leave the class what it is. */
export function castLabel(node: OnnxNode, label: Label, type: string): Label {
  const { names, type: from } = label.labels;
  if (from === "string") return type === "string" ? label : badNode(node, `text cast to ${type}`);
  if (type === "string") return { ...label, labels: { type: "string", names } };
  if (type === "i64" || type === "i32") return label;
  return badNode(node, `class labels cast to ${type}`);
}

/** Probabilities times a constant: ones, which change nothing, or what a sigmoid is given; undefined: others. */
export function scaleProbabilities(
  probabilities: Probabilities,
  { values }: Tensor,
): Probabilities | undefined {
  const by = values[0];
  const even = by !== undefined && Array.from(values).every((value) => value === by);
  if (even && by === 1) return probabilities;
  if (even && probabilities.link === "opposite" && by > 0) {
    return { ...probabilities, scale: Math.fround(probabilities.scale * by) };
  }
  return undefined;
}

/** The sigmoid of [-s, s]: what converters write where classes are told apart by log-odds. */
export function sigmoidOfProbabilities(node: OnnxNode, value: Probabilities): Probabilities {
  if (value.link === "opposite") return { ...value, link: "sigmoid" };
  return fail("onnx/unsupported-tail", { operation: node.operator }, { at: node.at });
}

/** One class's probability: how converters write a column for each class. */
export function sliceProbabilities(
  node: OnnxNode,
  probabilities: Probabilities,
  bounds: readonly (Tensor | undefined)[],
): Probabilities {
  const column = slicedColumn(bounds);
  if (column === undefined || probabilities.column !== undefined) {
    return fail("onnx/unsupported-tail", { operation: node.operator }, { at: node.at });
  }
  return { ...probabilities, column };
}

/** The one column that a `Slice` leaves, if it does; bounds are start, end, axis and step. */
export function slicedColumn(bounds: readonly (Tensor | undefined)[]): number | undefined {
  const [start, end, axis, step] = bounds.map((tensor) => tensor?.values[0]);
  const isColumn = (axis === 1 || axis === -1) && (step ?? 1) === 1;
  return start !== undefined && isColumn && end === start + 1 ? start : undefined;
}

export function addTail(scores: Scores, operation: TailOperation): Scores {
  return { ...scores, tail: [...scores.tail, operation] };
}

/** Scores times, plus, or divided by a constant. */
export function tailConstant(
  node: OnnxNode,
  kind: ArithmeticTail["kind"],
  scores: Scores,
  constant: Tensor,
): Value {
  const { scores: width, outputType: type } = scores.ensemble;
  return addTail(scores, arithmeticTail(node, kind, { width, type }, constant));
}

/** Arithmetic of a row of numbers of a type and a constant. */
export function arithmeticTail(
  node: OnnxNode,
  kind: ArithmeticTail["kind"],
  of: { readonly width: number; readonly type: string },
  { values, type }: Tensor,
): ArithmeticTail {
  const by = Array.from(values);
  if (type !== of.type) badNode(node, `a constant of ${type}`);
  if (by.length !== 1 && by.length !== of.width)
    badNode(node, `${by.length} constants for ${of.width} scores`);
  if (!by.every(Number.isFinite)) badNode(node, "a constant that is not finite");
  if (kind === "divide" && by.includes(0)) badNode(node, "a division by zero");
  return { kind, by, at: node.at };
}
