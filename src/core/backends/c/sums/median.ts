import type { FloatType } from "../../../ir/number-type.ts";
import { type Median, treesOf } from "../../../plan/plan.ts";
import { doubleBitsWords, floatBitsLiteral } from "../../../text/numbers.ts";
import type { Emission } from "../emission.ts";
import { printTable } from "../table.ts";
import { realView } from "./real-view.ts";
import { COUNTS, NO_FINISH, type SumPrinter } from "./sum-printer.ts";

/** Ranks of leaves, kept in order; `pool` reads the value of a rank. */
export function printMedian(
  emission: Emission,
  { weights, type: real = "f64" }: Median,
  pool: { readonly at: string; readonly end: string },
): Omit<SumPrinter, "tables"> & { readonly tables: readonly string[] } {
  const { engine, plan, prefix } = emission;
  const p = prefix.lower;
  const trees = treesOf(plan);
  const type = Math.max(plan.leaves.maxPayload, trees) > 0xffff ? "uint32_t" : "uint16_t";
  const kept = weights ? 2 * trees : trees;
  const text = engine.render("c/sums/median", {
    p,
    sumType: type,
    trees: String(trees),
    counter: String(kept),
    last: String(trees - 1),
    weighted: weights !== undefined,
  });
  const printed = weights ? printWeights(emission, weights, real) : undefined;
  return {
    ...COUNTS,
    type,
    count: kept + 1,
    tables: printed?.tables ?? [],
    functions: [...(printed?.functions ?? []), text],
    finish: weights ? { loop: [], lines: [`sum[0] = ${p}_middle(sum);`] } : NO_FINISH,
    asFloat: () => `${pool.at}sum[${weights ? 0 : (trees - 1) >> 1}]${pool.end}`,
  };
}

/** The weights and the reals that they are added as. */
function printWeights(emission: Emission, weights: Float64Array, type: FloatType) {
  const narrow = type === "f32";
  const table = printTable(emission, {
    name: "weights",
    type: "u32",
    groups: [
      {
        elements: narrow
          ? Array.from(weights, floatBitsLiteral)
          : Array.from(weights, doubleBitsWords).flat(),
      },
    ],
  });
  const reals = emission.engine.render(
    "c/real",
    realView(emission, {
      type,
      toFloat: false,
      distance: false,
      compares: true,
      multiply: false,
      divide: false,
      bits: false,
      infinite: false,
      adds: true,
      takes: "",
      distanceBits: 0,
      element: "weight",
      at: table.at,
      end: table.end,
    }),
  );
  const bits = narrow ? "binary32 bits" : "binary64 bits, high word first";
  const comment = `/* What each tree counts: ${bits}. */`;
  return { tables: [`${comment}\n${table.text}`], functions: [reals] };
}
