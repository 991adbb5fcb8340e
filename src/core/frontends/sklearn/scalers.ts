import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain, ScalarOperation } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { nextUp32, nextUp64 } from "../../math.ts";
import {
  type Fitted,
  failLengths,
  flagOf,
  itemsOf,
  numberOf,
  numbersOf,
  pathOf,
  widthOf,
} from "./fitted.ts";
import { extended, type Flow, floatOf } from "./flow.ts";
import { lookup } from "./lookups.ts";
import { atLeast } from "./release.ts";
import type { Transforming } from "./transformers.ts";

/** The array that a scaler computes on. */
interface Computing {
  readonly type: FloatType;
  readonly sparse: boolean;
}

/**
 * A scaler's operations on each column, in the order of its `transform`. scikit-learn computes each
 * against the stored constant and rounds to the dtype that came in.
 */
type ChainReader = (fitted: Fitted, computing: Computing) => readonly Chain[];

const columnwise =
  (read: ChainReader) =>
  (fitted: Fitted, { columns, type: given, sparse }: Transforming): Partial<Flow> => {
    const type = floatOf(given);
    return { columns: extended(columns, read(fitted, { type, sparse })), type };
  };

/** Readers of transformers that map each column by arithmetic of its own. */
export const SCALERS = {
  StandardScaler: columnwise(readStandardScaler),
  MinMaxScaler: columnwise(readMinMaxScaler),
  RobustScaler: columnwise(readRobustScaler),
  MaxAbsScaler: columnwise(readMaxAbsScaler),
  Binarizer: columnwise(readBinarizer),
} as const;

type Arithmetic = "add" | "subtract" | "multiply" | "divide";
/** One operation a column. */
type Operations = readonly ScalarOperation[];

function readStandardScaler(fitted: Fitted, on: Computing): readonly Chain[] {
  // From 1.8 the constants are rounded to the dtype of the input first, but not beside matrices.
  const rounded = on.type === "f32" && atLeast(fitted.release, 1, 8) && !on.sparse;
  return chains(fitted, [
    flagOf(fitted, "with_mean")
      ? column(fitted, { kind: "subtract", attribute: "mean_", ...on, rounded })
      : [],
    flagOf(fitted, "with_std")
      ? column(fitted, { kind: "divide", attribute: "scale_", ...on, rounded })
      : [],
  ]);
}

function readMinMaxScaler(fitted: Fitted, on: Computing): readonly Chain[] {
  return chains(fitted, [
    column(fitted, { kind: "multiply", attribute: "scale_", ...on }),
    column(fitted, { kind: "add", attribute: "min_", ...on }),
    flagOf(fitted, "clip") ? clip(fitted, featureRange(fitted), on) : [],
  ]);
}

function readRobustScaler(fitted: Fitted, on: Computing): readonly Chain[] {
  return chains(fitted, [
    flagOf(fitted, "with_centering")
      ? column(fitted, { kind: "subtract", attribute: "center_", ...on })
      : [],
    flagOf(fitted, "with_scaling")
      ? column(fitted, { kind: "divide", attribute: "scale_", ...on })
      : [],
  ]);
}

function readMaxAbsScaler(fitted: Fitted, on: Computing): readonly Chain[] {
  return chains(fitted, [
    column(fitted, { kind: "divide", attribute: "scale_", ...on }),
    // `clip` came with 1.8.
    flagOf(fitted, "clip") ? clip(fitted, [-1, 1], on) : [],
  ]);
}

function readBinarizer(fitted: Fitted, { type }: Computing): readonly Chain[] {
  const threshold = numberOf(fitted, "threshold");
  // NumPy rounds a Python number to the array's dtype before it compares.
  const above = type === "f32" ? Math.fround(threshold) : threshold;
  // 1 where x > threshold, else 0; the input's dtype holds no number between.
  const edge = type === "f32" ? nextUp32(above) : nextUp64(above);
  const step = lookup([edge], [0, 1], 0);
  return Array.from({ length: widthOf(fitted) }, () => step);
}

/** Turns one column an operation into one chain a feature. */
function chains(fitted: Fitted, columns: readonly Operations[]): readonly Chain[] {
  return Array.from({ length: widthOf(fitted) }, (_, feature) =>
    columns.flatMap((operations) => operations[feature] ?? []),
  );
}

interface ColumnSpec extends Computing {
  readonly kind: Arithmetic;
  readonly attribute: string;
  /** Constants are rounded to `type` first. */
  readonly rounded?: boolean;
}

function column(fitted: Fitted, spec: ColumnSpec): Operations {
  const { kind, attribute, type, rounded, sparse } = spec;
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
    if (!sparse || kind !== "divide") return { kind, by, type };
    // SciPy's matrices are multiplied by the reciprocal; what they do not hold is zero before and after.
    return { kind: "multiply", by: 1 / by, type };
  });
}

function clip(
  fitted: Fitted,
  [low, high]: readonly [number, number],
  { type }: Computing,
): Operations {
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
