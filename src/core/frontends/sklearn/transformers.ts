import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain, ScalarOperation } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { type Fitted, flagOf, itemsOf, numbersOf, pathOf, widthOf } from "./fitted.ts";
import { atLeast } from "./release.ts";

/**
 * A transformer's operations on feature `index`, in the order of its `transform`. scikit-learn
 * computes each against the stored constant and rounds to the dtype that came in.
 */
type TransformerReader = (fitted: Fitted, type: FloatType) => readonly Chain[];

export const TRANSFORMERS: ReadonlyMap<string, TransformerReader> = new Map<
  string,
  TransformerReader
>([
  ["StandardScaler", readStandardScaler],
  ["MinMaxScaler", readMinMaxScaler],
  ["RobustScaler", readRobustScaler],
  ["MaxAbsScaler", readMaxAbsScaler],
]);

type Arithmetic = "add" | "subtract" | "multiply" | "divide";
type Column = readonly ScalarOperation[];

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

/** Turns one column an operation into one chain a feature. */
function chains(fitted: Fitted, columns: readonly Column[]): readonly Chain[] {
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

function column(fitted: Fitted, { kind, attribute, type, rounded }: ColumnSpec): Column {
  const constants = numbersOf(fitted, attribute);
  const at = pathOf(fitted, attribute);
  const width = widthOf(fitted);
  if (constants.length !== width) {
    fail(
      "tree/lengths-disagree",
      { array: attribute, length: constants.length, expected: width },
      { at },
    );
  }
  return Array.from(constants, (constant, feature) => {
    const by = rounded ? Math.fround(constant) : constant;
    const vanishes = (kind === "divide" || kind === "multiply") && by === 0;
    if (!Number.isFinite(by) || vanishes)
      fail("sklearn/bad-constant", { attribute, feature, value: by }, { at });
    return { kind, by, type };
  });
}

function clip(fitted: Fitted, [low, high]: readonly [number, number], type: FloatType): Column {
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
