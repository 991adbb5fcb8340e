import type { CostTable } from "../targets/target.ts";
import { type AddedCost, FRAME } from "./head-cost.ts";
import type { Median, RealSum, SumPlan } from "./plan.ts";

/** How many sums there are. */
export function scoresOf(sum: SumPlan): number {
  return "base" in sum ? sum.base.length : 1;
}

/** The arithmetic of sums and the array that its caller keeps, beside the additions of leaves. */
export function priceSums(sum: SumPlan, trees: number, costs: CostTable): AddedCost {
  switch (sum.kind) {
    case "integer":
      return { flash: 0, count: 0, stack: 4 * sum.base.length };
    case "real":
      return priceReals(sum, costs);
    case "vote":
      return { flash: 0, count: 0, stack: 2 * (sum.classes + 1) };
    case "median":
      return priceMedian(sum, trees, costs);
  }
}

/** In additions: a quotient is found bit by bit, a product has four parts. */
const DIVISION = { flash: 1, count: 8 };
const PRODUCT = { flash: 1.2, count: 2 };

function priceReals({ type, base, divisor, scale, bias }: RealSum, costs: CostTable): AddedCost {
  const [addFlash, addCount] = costs.add[type];
  const [helperFlash, helperCount] = costs.fixed.realHelpers;
  const steps = [
    ...(divisor ? [DIVISION] : []),
    ...(scale === undefined ? [] : [PRODUCT]),
    ...(bias ? [{ flash: 0, count: 1 }] : []),
  ];
  const of = (part: "flash" | "count") => steps.reduce((total, step) => total + step[part], 0);
  return {
    flash: helperFlash + addFlash * of("flash"),
    count: helperCount + addCount * of("count") * base.length,
    stack: (type === "f64" ? 8 : 4) * base.length + FRAME,
  };
}

/** Each leaf is moved past half of those before it; weights are added three times each. */
function priceMedian(
  { weights, type = "f64" }: Median,
  trees: number,
  { add, fixed }: CostTable,
): AddedCost {
  const sorting = ((trees * trees) / 4) * fixed.perClass[1];
  if (!weights) return { flash: 0, count: sorting, stack: 2 * (trees + 1) };
  const [addFlash, addCount] = add[type];
  return {
    flash: addFlash + (type === "f32" ? 4 : 8) * trees,
    count: 2 * sorting + 3 * trees * addCount,
    stack: 2 * (2 * trees + 1) + 2 * FRAME,
  };
}
