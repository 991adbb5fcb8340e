import { nextUp32, nextUp64 } from "../../math.ts";
import { describe, type PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { type Chain, type ScalarOperation, type Lookup } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { readColumnTransformer } from "./column-transformer.ts";
import { type Column, extended } from "./columns.ts";
import { type Fitted, flagOf, itemsOf, numberOf, numbersOf, pathOf, widthOf } from "./fitted.ts";
import { readSimpleImputer } from "./imputer.ts";
import { atLeast } from "./release.ts";

/** What a transformer works on. */
export interface Transforming {
  /** The columns that come in. */
  readonly columns: readonly Column[];
  /** Their dtype; transformers keep it. */
  readonly type: FloatType;
  /** Columns through a transformer or pipeline inside this one. */
  through(inner: PickleValue, path: string, columns: readonly Column[]): readonly Column[];
}

/** The columns that a transformer gives. */
type TransformerReader = (fitted: Fitted, on: Transforming) => readonly Column[];

/**
 * A transformer's operations on each column, in the order of its `transform`. scikit-learn
 * computes each against the stored constant and rounds to the dtype that came in.
 */
type ChainReader = (fitted: Fitted, type: FloatType) => readonly Chain[];

const columnwise =
  (read: ChainReader): TransformerReader =>
  (fitted, { columns, type }) =>
    extended(columns, read(fitted, type));

export const TRANSFORMERS: ReadonlyMap<string, TransformerReader> = new Map<
  string,
  TransformerReader
>([
  ["StandardScaler", columnwise(readStandardScaler)],
  ["MinMaxScaler", columnwise(readMinMaxScaler)],
  ["RobustScaler", columnwise(readRobustScaler)],
  ["MaxAbsScaler", columnwise(readMaxAbsScaler)],
  ["Binarizer", columnwise(readBinarizer)],
  ["SimpleImputer", readSimpleImputer],
  ["FunctionTransformer", readFunctionTransformer],
  ["ColumnTransformer", readColumnTransformer],
]);

type Arithmetic = "add" | "subtract" | "multiply" | "divide";
/** One operation a column. */
type Operations = readonly ScalarOperation[];

function readStandardScaler(fitted: Fitted, type: FloatType): readonly Chain[] {
  // From 1.8 the constants are rounded to the dtype of the input first.
  const rounded = type === "f32" && atLeast(fitted.release, 1, 8);
  return chains(fitted, [
    flagOf(fitted, "with_mean")
      ? column(fitted, { kind: "subtract", attribute: "mean_", type, rounded })
      : [],
    flagOf(fitted, "with_std")
      ? column(fitted, { kind: "divide", attribute: "scale_", type, rounded })
      : [],
  ]);
}

function readMinMaxScaler(fitted: Fitted, type: FloatType): readonly Chain[] {
  return chains(fitted, [
    column(fitted, { kind: "multiply", attribute: "scale_", type }),
    column(fitted, { kind: "add", attribute: "min_", type }),
    flagOf(fitted, "clip") ? clip(fitted, featureRange(fitted), type) : [],
  ]);
}

function readRobustScaler(fitted: Fitted, type: FloatType): readonly Chain[] {
  return chains(fitted, [
    flagOf(fitted, "with_centering")
      ? column(fitted, { kind: "subtract", attribute: "center_", type })
      : [],
    flagOf(fitted, "with_scaling")
      ? column(fitted, { kind: "divide", attribute: "scale_", type })
      : [],
  ]);
}

function readMaxAbsScaler(fitted: Fitted, type: FloatType): readonly Chain[] {
  return chains(fitted, [
    column(fitted, { kind: "divide", attribute: "scale_", type }),
    // `clip` came with 1.8.
    flagOf(fitted, "clip") ? clip(fitted, [-1, 1], type) : [],
  ]);
}

function readBinarizer(fitted: Fitted, type: FloatType): readonly Chain[] {
  const threshold = numberOf(fitted, "threshold");
  // NumPy rounds a Python number to the array's dtype before it compares.
  const above = type === "f32" ? Math.fround(threshold) : threshold;
  // 1 where x > threshold, else 0; the input's dtype holds no number between.
  const edge = type === "f32" ? nextUp32(above) : nextUp64(above);
  const step: Lookup = { kind: "lookup", edges: [edge], values: [0, 1], missing: 0 };
  return Array.from({ length: widthOf(fitted) }, () => [step]);
}

function readFunctionTransformer(fitted: Fitted, { columns }: Transforming): readonly Column[] {
  const func = fitted.attributes.get("func");
  if (func === null) return columns;
  const facts = {
    what: `FunctionTransformer of ${describe(func)}`,
    advice: "apply the function to the data before the model",
  };
  fail("sklearn/unsupported-option", facts, { at: pathOf(fitted, "func") });
}

/** Turns one column an operation into one chain a feature. */
function chains(fitted: Fitted, columns: readonly Operations[]): readonly Chain[] {
  return Array.from({ length: widthOf(fitted) }, (_, feature) =>
    columns.flatMap((operations) => operations[feature] ?? []),
  );
}

interface ColumnSpec {
  readonly kind: Arithmetic;
  readonly attribute: string;
  readonly type: FloatType;
  /** Constants are rounded to `type` first. */
  readonly rounded?: boolean;
}

function column(fitted: Fitted, { kind, attribute, type, rounded }: ColumnSpec): Operations {
  const constants = numbersOf(fitted, attribute);
  const at = pathOf(fitted, attribute);
  const width = widthOf(fitted);
  if (constants.length !== width) {
    failLengths(attribute, constants, width, at);
  }
  return Array.from(constants, (constant, feature) => {
    const by = rounded ? Math.fround(constant) : constant;
    const vanishes = (kind === "divide" || kind === "multiply") && by === 0;
    if (!Number.isFinite(by) || vanishes)
      fail("sklearn/bad-constant", { attribute, feature, value: by }, { at });
    return { kind, by, type };
  });
}

export function failLengths(
  array: string,
  { length }: ArrayLike<unknown>,
  expected: number,
  at: string,
): never {
  fail("tree/lengths-disagree", { array, length, expected }, { at });
}

function clip(fitted: Fitted, [low, high]: readonly [number, number], type: FloatType): Operations {
  return Array.from({ length: widthOf(fitted) }, () => ({ kind: "clip", low, high, type }));
}

function featureRange(fitted: Fitted): readonly [number, number] {
  const [low, high] = itemsOf(fitted, "feature_range");
  if (typeof low === "number" && typeof high === "number" && low < high) return [low, high];
  const facts = {
    attribute: "feature_range",
    found: "something else",
    expected: "two rising numbers",
  };
  fail("sklearn/bad-attribute", facts, { at: pathOf(fitted, "feature_range") });
}
