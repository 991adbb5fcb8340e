import { treesOf } from "../../plan/plan.ts";
import { toFloatLiteral } from "../../text/numbers.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import { printPool } from "./leaf-pool.ts";
import { printLinear } from "./linear-leaves.ts";
import { realView } from "./reals.ts";

/** The accumulator in C. */
export interface SumPrinter {
  /** Type of one sum, and how many there are. */
  readonly type: string;
  readonly count: number;
  readonly tables: readonly string[];
  readonly functions: readonly string[];
  /** `sum[index]` as the float that outputs give. */
  asFloat(index: string): string;
  /** C expression, uint32_t: how far sum[b] lies below sum[a], as an exponential takes it. */
  distance(a: string, b: string): string;
  /** C expressions of a single score: its distance from 0, and whether it is below. */
  readonly single: { readonly size: string; readonly negative: string };
  /** C expression: sum[a] > sum[b]. */
  greater(a: string, b: string): string;
}

/** Which conversions the outputs call; others are not emitted, so that nothing stands unused. */
export interface SumNeeds {
  readonly toFloat: boolean;
  readonly distance: boolean;
  readonly compares: boolean;
}

export function printSums(emission: Emission, needs: SumNeeds): SumPrinter {
  const { plan, engine, prefix } = emission;
  const p = prefix.lower;
  const { sum, leaves } = plan;
  const pool = leaves.kind === "pool" ? printPool(emission) : undefined;
  const linear = printLinear(emission);
  const tables = [...(pool ? [pool.text] : []), ...(linear?.tables ?? [])];
  const leaf = {
    p,
    linear: linear !== undefined,
    inputType: INPUT_C_TYPE[plan.inputType],
    inline: leaves.kind === "inline",
    vector: leaves.stride > 1,
    stride: String(leaves.stride),
    strideType: leaves.stride > 255 ? "uint32_t" : "uint_fast8_t",
    at: pool?.at ?? "",
    end: pool?.end ?? "",
  };
  const greater = (a: string, b: string) => `sum[${a}] > sum[${b}]`;
  const noLink = { distance: () => "", single: { size: "", negative: "" } };
  switch (sum.kind) {
    case "integer": {
      const unit = toFloatLiteral(sum.unit);
      return {
        type: "int32_t",
        count: sum.base.length,
        tables,
        functions: [engine.render("c/sums/integer", leaf)],
        asFloat: (index) =>
          sum.unit === 1 ? `(float)sum[${index}]` : `(float)sum[${index}] * ${unit}`,
        distance: (a, b) => `(uint32_t)sum[${a}] - (uint32_t)sum[${b}]`,
        single: {
          size: "sum[0] < 0 ? 0U - (uint32_t)sum[0] : (uint32_t)sum[0]",
          negative: "sum[0] < 0",
        },
        greater,
      };
    }
    case "real":
      return {
        type: `${p}_real`,
        count: sum.base.length,
        tables,
        functions: [
          engine.render("c/real", realView(emission, sum, needs, leaf)),
          ...(linear?.functions ?? []),
          engine.render("c/sums/real", leaf),
        ],
        asFloat: (index) => `${p}_to_float(sum[${index}])`,
        distance: (a, b) => `${p}_distance(sum[${a}], sum[${b}])`,
        single: {
          size: `${p}_distance(sum[0], ${p}_real_from(0))`,
          negative: `${p}_greater(${p}_real_from(0), sum[0])`,
        },
        greater: (a, b) => `${p}_greater(sum[${a}], sum[${b}])`,
      };
    case "vote":
      return {
        type: "uint16_t",
        count: sum.classes + 1,
        tables,
        functions: [engine.render("c/sums/vote", { p, classes: String(sum.classes) })],
        asFloat: (index) => `(float)sum[${index}] * ${toFloatLiteral(sum.unit)}`,
        ...noLink,
        greater,
      };
    case "median": {
      const trees = treesOf(plan);
      const type = leaves.maxPayload > 0xffff ? "uint32_t" : "uint16_t";
      return {
        type,
        count: trees + 1,
        tables,
        functions: [engine.render("c/sums/median", { p, trees: String(trees), sumType: type })],
        asFloat: () => `${leaf.at}sum[${(trees - 1) >> 1}]${leaf.end}`,
        ...noLink,
        greater,
      };
    }
  }
}
