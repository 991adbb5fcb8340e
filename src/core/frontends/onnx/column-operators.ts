import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain, Column, ScalarOperation } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { equalEdges } from "./member-edges.ts";
import { badNode, floatOf, floatsOf, intOf, intsOf, type OnnxNode } from "./node.ts";
import { concatenate } from "./side-by-side.ts";
import type { Tensor } from "./tensor.ts";
import type { Columns, NumberType } from "./values.ts";

/** Each column's chain, longer by what `more` gives for it. */
export function extend(
  input: Columns,
  more: (index: number) => Chain,
  result: NumberType = input.type,
): Columns {
  return {
    ...input,
    type: result,
    columns: input.columns.map(
      ({ from, chain }, i): Column => ({ from, chain: [...chain, ...more(i)] }),
    ),
  };
}

/** (x - offset) * scale, in the input's type (whole numbers: binary32); the result is binary32. */
export function scaler(node: OnnxNode, input: Columns): Columns {
  const offset = floatsOf(node, "offset");
  const scale = floatsOf(node, "scale");
  const width = input.columns.length;
  if (offset.length !== scale.length || (scale.length !== width && scale.length !== 1)) {
    badNode(node, `${offset.length} offsets and ${scale.length} scales for ${width} columns`);
  }
  const numbers = castColumns(input, input.type === "f64" ? "f64" : "f32");
  const type = numbers.type as FloatType;
  const scaled = extend(numbers, (i) => [
    ...arithmetic(node, "subtract", offset[i] ?? offset[0]!, type),
    ...arithmetic(node, "multiply", scale[i] ?? scale[0]!, type),
  ]);
  return castColumns(scaled, "f32");
}

/** Replaces NaN, or one number. */
export function imputer(node: OnnxNode, input: Columns): Columns {
  const imputed = floatsOf(node, "imputed_value_floats");
  const width = input.columns.length;
  if (input.type !== "f32") badNode(node, `the input is ${input.type}; onnxruntime takes f32`);
  if (imputed.length !== width && imputed.length !== 1) {
    badNode(node, `${imputed.length} imputed values for ${width} columns`);
  }
  const replaced = floatOf(node, "replaced_value_float", 0);
  return extend(input, (i) => {
    const by = imputed.length === width ? imputed[i]! : imputed[0]!;
    if (!Number.isFinite(by)) badConstant(node, by);
    if (Number.isNaN(replaced)) return [{ kind: "impute", by }];
    const edges = equalEdges("f32", [replaced]);
    const values = [null, by, null].slice(0, edges.length + 1);
    return [{ kind: "lookup", edges, values, missing: null }];
  });
}

/** 1 above the threshold, else 0. onnxruntime refuses rows with NaN. */
export function binarizer(node: OnnxNode, input: Columns): Columns {
  if (input.type !== "f32") badNode(node, `the input is ${input.type}; onnxruntime takes f32`);
  const above = floatOf(node, "threshold", 1);
  if (!Number.isFinite(above)) badConstant(node, above);
  const edges = [equalEdges("f32", [above])[1]!];
  return extend(input, () => [{ kind: "lookup", edges, values: [0, 1], missing: null }]);
}

/**
 * `LabelEncoder` on numbers: each key becomes its value, anything else the default. A NaN among the
 * keys stands for NaN.
 */
export function encodeColumns(node: OnnxNode, input: Columns): Columns {
  const whole = input.type === "i64";
  if (!whole && input.type !== "f32") badNode(node, `${input.type} columns`);
  const keys = whole ? intsOf(node, "keys_int64s") : floatsOf(node, "keys_floats");
  const integers = intsOf(node, "values_int64s");
  const toWhole = integers.length > 0;
  const values = toWhole ? integers : floatsOf(node, "values_floats");
  if (keys.length === 0 || keys.length !== values.length) {
    badNode(node, `${keys.length} keys of the columns' type and ${values.length} numbers for them`);
  }
  if (new Set(keys).size < keys.length) badNode(node, "a key that stands twice");
  const odd = [...keys, ...values].find((x) => Math.abs(x) === Number.POSITIVE_INFINITY);
  if (odd !== undefined) badConstant(node, odd);
  const fallback = toWhole ? intOf(node, "default_int64", -1) : floatOf(node, "default_float", 0);
  const nan = keys.findIndex(Number.isNaN);
  const missing = nan < 0 ? fallback : values[nan]!;
  const lookup = lookupOf(
    keys.flatMap((key, i) => (Number.isNaN(key) ? [] : [{ key, value: values[i]! }])),
    whole ? "f64" : "f32",
    fallback,
  );
  return extend(input, () => [{ kind: "lookup", ...lookup, missing }], toWhole ? "i64" : "f32");
}

/** Each key's value, and `fallback` between keys. */
function lookupOf(
  pairs: readonly { readonly key: number; readonly value: number }[],
  type: FloatType,
  fallback: number,
): { edges: number[]; values: number[] } {
  const edges: number[] = [];
  const values = [fallback];
  for (const { key, value } of pairs.toSorted((a, b) => a.key - b.key)) {
    const [from, to] = equalEdges(type, [key]);
    if (edges.at(-1) === from) {
      edges.pop();
      values.pop();
    }
    edges.push(from!, to!);
    values.push(value, fallback);
  }
  return { edges, values };
}

/** Element-wise arithmetic of columns and a constant. */
export function arithmeticOperator(
  kind: ArithmeticKind,
): (node: OnnxNode, input: Columns, constant: Tensor, reversed: boolean) => Columns {
  return (node, input, constant, reversed) => {
    const { type } = input;
    if (type !== "f32" && type !== "f64") badNode(node, `arithmetic of ${type} columns`);
    if (constant.type !== type) badNode(node, `columns of ${type}, a constant of ${constant.type}`);
    const by = rowConstant(node, constant, input.columns.length);
    if (reversed && kind === "divide") badNode(node, "a constant divided by columns");
    return extend(input, (i) => [
      ...arithmetic(node, kind, by[i] ?? by[0]!, type),
      // c - x is exactly -(x - c).
      ...(reversed && kind === "subtract" ? arithmetic(node, "multiply", -1, type) : []),
    ]);
  };
}

/** A constant that is the same for every row: one number, or one a column. */
export function rowConstant(node: OnnxNode, { shape, values }: Tensor, width: number): number[] {
  const row = shape.at(-1) ?? 1;
  const fits = shape.length <= 2 && values.length === row && (row === 1 || row === width);
  if (!fits) badNode(node, `a constant of shape [${shape.join(", ")}] for ${width} columns`);
  return Array.from(values);
}

type ArithmeticKind = "add" | "subtract" | "multiply" | "divide";

/** x `kind` `by`, rounded to `type`; multiplying by zero gives NaN for infinities. */
function arithmetic(
  node: OnnxNode,
  kind: ArithmeticKind,
  by: number,
  type: FloatType,
): readonly ScalarOperation[] {
  if (!Number.isFinite(by) || (kind === "divide" && by === 0)) badConstant(node, by);
  if (kind === "multiply" && by === 0) {
    const edges = [-Number.MAX_VALUE, Number.POSITIVE_INFINITY];
    return [{ kind: "lookup", edges, values: [Number.NaN, 0, Number.NaN], missing: null }];
  }
  const neutral = kind === "add" || kind === "subtract" ? 0 : 1;
  return by === neutral ? [] : [{ kind, by, type }];
}

/** Limits may be absent. */
export function clip(
  node: OnnxNode,
  input: Columns,
  limits: readonly (Tensor | undefined)[],
): Columns {
  const { type } = input;
  if (type !== "f32" && type !== "f64") badNode(node, `limits of ${type} columns`);
  const [low, high] = limits.map((tensor) => tensor?.values[0]);
  const operation: ScalarOperation = {
    kind: "clip",
    low: low ?? floatOf(node, "min", -largest(type)),
    high: high ?? floatOf(node, "max", largest(type)),
    type,
  };
  for (const limit of [operation.low, operation.high]) {
    if (!Number.isFinite(limit)) badConstant(node, limit);
  }
  if (operation.low > operation.high) badNode(node, "the lower limit is above the upper one");
  return extend(input, () => [operation]);
}

function largest(type: FloatType): number {
  return type === "f32" ? Math.fround(3.4028234663852886e38) : Number.MAX_VALUE;
}

/** Rounds to the nearest value of the type. */
export function castColumns(input: Columns, type: FloatType): Columns {
  const exact = type === "f64" || input.type === "f32" || input.type === "bool";
  return extend(input, () => (exact ? [] : [{ kind: "cast", type }]), type);
}

/** Whole numbers of 64 bits; as x86 does it, NaN and what lies beyond them become the least. */
const TO_WHOLE: Chain = [
  {
    kind: "lookup",
    edges: [-(2 ** 63), 2 ** 63],
    values: [-(2 ** 63), null, -(2 ** 63)],
    missing: -(2 ** 63),
  },
  { kind: "truncate" },
];

/** Cuts fractions off; undefined where the cast is to another type of whole numbers. */
export function castToWhole(input: Columns, type: "i64" | "i32"): Columns | undefined {
  if (type === input.type) return input;
  if (type !== "i64" || input.type === "i32") return undefined;
  return extend(input, () => (input.type === "bool" ? [] : TO_WHOLE), type);
}

/** `FeatureVectorizer`: columns side by side, as binary32. */
export function featureVectorizer(node: OnnxNode, parts: readonly Columns[]): Columns {
  const widths = intsOf(node, "inputdimensions");
  const odd = parts.findIndex(({ columns }, i) => columns.length !== widths[i]);
  if (odd >= 0 || widths.length !== parts.length)
    badNode(node, "inputs of other widths than it says");
  return concatenate(
    node,
    parts.map((part) => castColumns(part, "f32")),
  );
}

/** The columns with these numbers; negative ones count from the end. */
export function selectColumns(node: OnnxNode, input: Columns, { values }: Tensor): Columns {
  const width = input.columns.length;
  const columns = Array.from(values, (index) => {
    const column = input.columns[index < 0 ? index + width : index];
    return column ?? badNode(node, `column ${index} of ${width}`);
  });
  return { ...input, columns };
}

function badConstant(node: OnnxNode, value: number): never {
  fail("onnx/bad-constant", { value }, { at: node.at });
}
