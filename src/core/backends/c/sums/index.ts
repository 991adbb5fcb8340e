import type { SumNeeds } from "../../../plan/sums/sum-needs.ts";
import type { Emission } from "../emission.ts";
import { printPool } from "../leaf-pool.ts";
import { linearFactors, printLinear } from "../linear-leaves.ts";
import { printIntegerSums } from "./integer.ts";
import { printMedian } from "./median.ts";
import { printRealSums } from "./real.ts";
import type { SumPrinter } from "./sum-printer.ts";
import { printVotes } from "./votes.ts";

export function printSums(emission: Emission, needs: SumNeeds): SumPrinter {
  const { plan, prefix } = emission;
  const { sum, leaves } = plan;
  const pool = leaves.kind === "pool" ? printPool(emission) : undefined;
  const linear = printLinear(emission);
  const tables = [...(pool ? [pool.text] : []), ...(linear?.tables ?? [])];
  const leaf = {
    p: prefix.lower,
    linear: linear !== undefined,
    factors: linearFactors(emission),
    inline: leaves.kind === "inline",
    vector: leaves.stride > 1,
    stride: String(leaves.stride),
    strideType: leaves.stride > 255 ? "uint32_t" : "uint_fast8_t",
    at: pool?.at ?? "",
    end: pool?.end ?? "",
  };
  switch (sum.kind) {
    case "integer":
      return { tables, ...printIntegerSums(emission, sum, leaf) };
    case "real":
      return {
        tables,
        ...printRealSums(emission, sum, { needs, leaf, linear: linear?.functions }),
      };
    case "vote":
      return { tables, ...printVotes(emission, sum) };
    case "median": {
      const median = printMedian(emission, sum, leaf);
      return { ...median, tables: [...tables, ...median.tables] };
    }
  }
}
