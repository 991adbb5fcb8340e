import type { Column } from "../../ir/model.ts";
import { f32Bits, floor32, largest } from "../../math.ts";
import type { LinearTable } from "../../plan/linear-table.ts";
import { doubleBitsWords, toHex, toQuantity } from "../../text/numbers.ts";
import { printChain } from "./chain.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import { INFINITY_BITS, magnitudeBits } from "./sums/real-view.ts";
import { counterBits, printTable, type TableGroup } from "./table.ts";

/** Linear leaves in C: their tables, and the function that a leaf's payload is given to. */
export interface PrintedLinear {
  readonly tables: readonly string[];
  readonly functions: readonly string[];
}

/** Constants and coefficients, which stand behind the rows of the pool. */
export function linearGroups(linear: LinearTable): readonly TableGroup[] {
  const words = (values: Float64Array) => Array.from(values, doubleBitsWords).flat();
  return [
    { comment: "constants of the first rows' linear models", elements: words(linear.constant) },
    { comment: "their coefficients", elements: words(linear.coefficient) },
  ];
}

/** What the C function is given that a linear leaf multiplies: columns made once, or the features. */
export function linearFactors({ plan, prefix }: Emission): { type: string; name: string } {
  return plan.leaves.linear?.columns
    ? { type: `${prefix.lower}_real`, name: "columns" }
    : { type: INPUT_C_TYPE[plan.inputType], name: "features" };
}

/** Functions of reals that the columns' chains call. */
export function columnNeeds(columns: readonly Column[] = []): {
  readonly divide: boolean;
  readonly compares: boolean;
} {
  const kinds = new Set(columns.flatMap(({ chain }) => chain.map(({ kind }) => kind)));
  return {
    divide: kinds.has("divide"),
    compares: kinds.has("clip"),
  };
}

/** The function that makes columns of the features, for the template. */
function columnsView({ prefix }: Emission, columns: readonly Column[] = []) {
  const p = prefix.lower;
  const names = { type: "f64", real: p } as const;
  return {
    columns: columns.map(({ from, chain }, i) => ({
      from: String(from),
      to: String(i),
      statements: printChain(names, chain),
    })),
    magnitude: magnitudeBits("f64"),
    infinity: INFINITY_BITS.f64,
  };
}

export function printLinear(emission: Emission): PrintedLinear | undefined {
  const { plan, engine, prefix } = emission;
  const { linear, values } = plan.leaves;
  if (!linear) return undefined;
  const { constant, start, feature, flush, columns } = linear;
  const narrow = (numbers: Int32Array) => (largest(numbers) > 255 ? "u16" : "u8");
  const starts = printTable(emission, {
    name: "linear_start",
    type: feature.length > 0xffff ? "u32" : narrow(start),
    groups: [{ elements: Array.from(start, String) }],
  });
  const factors = columns ? "columns" : "features";
  const index = columns ? "linear_column" : "linear_feature";
  const features = printTable(emission, {
    name: index,
    type: narrow(feature),
    groups: [{ elements: Array.from(feature, String) }],
  });
  const limit = floor32(flush);
  const text = engine.render("c/linear-leaves", {
    p: prefix.lower,
    ...columnsView(emission, columns),
    inputType: INPUT_C_TYPE[plan.inputType],
    floats: plan.inputType === "f32",
    flushes: limit > 0,
    flushText: toQuantity(flush),
    flushBits: toHex(f32Bits(limit), 8),
    linearRows: String(constant.length),
    firstConstant: String(values.length),
    firstCoefficient: String(values.length + constant.length),
    termBits: counterBits(feature.length),
    startAt: starts.at,
    startEnd: starts.end,
    featureAt: features.at,
    featureEnd: features.end,
  });
  const comment = `/* Row r of the leaves has the terms from linear_start[r] to the next row's: coefficient times\n * ${factors}[${index}[term]]. */`;
  return { tables: [`${comment}\n${starts.text}`, features.text], functions: [text] };
}
