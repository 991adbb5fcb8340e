import { describe, isDtype, isGlobal } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain, Column } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { type Fitted, pathOf } from "./fitted.ts";

/** What goes into a transformer, and what comes out of it. */
export interface Flow {
  readonly columns: readonly FlowColumn[];
  /** The array's dtype. */
  readonly type: ColumnType;
  /** Is it a SciPy matrix? Then scalers multiply by the reciprocal. */
  readonly sparse: boolean;
}

/** A column on its way through transformers: the input it comes from, and what became of it. */
export interface FlowColumn extends Column {
  /** Of a column of text: the text that an imputer put where there was none. */
  readonly filled?: string;
}

/**
 * `small`: bool and integers of up to 16 bits, which beside float32 become float32 and alone
 * double. Wider integers become double always.
 */
export type ColumnType = FloatType | "small";

/** The inputs as they are. */
export function inputFlow(width: number, type: ColumnType): Flow {
  const columns = Array.from({ length: width }, (_, from) => ({ from, chain: [] }));
  return { columns, type, sparse: false };
}

/** What a transformer that computes with floats converts its columns to. */
export function floatOf(type: ColumnType): FloatType {
  return type === "small" ? "f64" : type;
}

/** Each column with one more piece of chain. */
export function extended(
  columns: readonly FlowColumn[],
  chains: readonly Chain[],
): readonly FlowColumn[] {
  return columns.map((column, i) => ({
    from: column.from,
    chain: [...numeric(column).chain, ...chains[i]!],
  }));
}

/** The column; fails where an imputer filled it with text that no encoder has read. */
export function numeric(column: FlowColumn): Column {
  if (column.filled === undefined) return column;
  fail("sklearn/unsupported-option", {
    what: `text that an imputer fills feature ${column.from} with, where numbers are due,`,
    advice: "put an OneHotEncoder or OrdinalEncoder behind the imputer",
  });
}

/** Columns side by side, of the dtype that NumPy gives them together. */
export function joined(flows: readonly Flow[]): Flow {
  const types = new Set(flows.map(({ type }) => type));
  const wide = types.has("f64") ? "f64" : "f32";
  return {
    columns: flows.flatMap(({ columns }) => columns),
    type: types.size === 1 && types.has("small") ? "small" : wide,
    sparse: flows.some(({ sparse }) => sparse),
  };
}

const DTYPES: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ...[
    "float",
    "float64",
    "double",
    "int",
    "int64",
    "int32",
    "uint64",
    "uint32",
    "f8",
    "i8",
    "i4",
    "u8",
    "u4",
  ].map((name): [string, ColumnType] => [name, "f64"]),
  ...["float32", "single", "f4"].map((name): [string, ColumnType] => [name, "f32"]),
  ...["bool", "bool_", "int8", "uint8", "int16", "uint16", "b1", "i1", "u1", "i2", "u2"].map(
    (name): [string, ColumnType] => [name, "small"],
  ),
]);

/** The dtype that a transformer was asked to give; `given` where it was asked for none. */
export function outputType(fitted: Fitted, given: ColumnType): ColumnType {
  const value = fitted.attributes.get("dtype");
  if (value === null || value === undefined) return given;
  const name = isDtype(value)
    ? `${value.type}${value.itemSize}`
    : isGlobal(value)
      ? value.name.slice(value.name.lastIndexOf(".") + 1)
      : value;
  const type = typeof name === "string" ? DTYPES.get(name) : undefined;
  if (type) return type;
  const what = `${fitted.className}(dtype=${typeof name === "string" ? name.slice(0, 40) : describe(value)})`;
  const advice = "train with dtype=np.float64";
  fail("sklearn/unsupported-option", { what, advice }, { at: pathOf(fitted, "dtype") });
}
