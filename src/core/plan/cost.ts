import type { Model } from "../ir/model.ts";
import { type Forest, LEAF } from "../ir/predictors/forest/forest.ts";
import type { CostTable } from "../targets/target.ts";
import type { Slot } from "./encodings/encoding.ts";
import { setTables } from "./encodings/sets.ts";
import { type AddedCost, FRAME } from "./head-cost.ts";
import type { LayoutInput } from "./layouts/layout.ts";
import { linearBytes, linearTerms } from "./linear-table.ts";
import type { LeafTable, SumPlan } from "./plan.ts";
import { priceSums, scoresOf } from "./sum-cost.ts";

/** An estimate; bytes, and executed instructions or cycles as the core's table counts. */
export interface Cost {
  readonly flash: number;
  readonly ram: number;
  readonly stack: number;
  /** One prediction: over training's paths, and the longest path through every tree. */
  readonly meanCount: number;
  readonly worstCount: number;
  readonly unit: CostTable["unit"];
}

/** What estimates are made from, taken once from the lowered model. */
export interface ForestStatistics {
  readonly trees: number;
  readonly splits: number;
  readonly leaves: number;
  /** Splits on the path of one prediction, all trees together. */
  readonly meanVisits: number;
  readonly worstVisits: number;
}

export function measureForest({ predictor }: Model): ForestStatistics {
  const { nodes, roots } = predictor;
  let splits = 0;
  let meanVisits = 0;
  let worstVisits = 0;
  const reach = new Float64Array(nodes.kind.length);
  const below = new Int32Array(nodes.kind.length);
  for (const root of roots) reach[root] = 1;
  for (let node = 0; node < nodes.kind.length; node++) {
    if (nodes.kind[node] === LEAF) continue;
    splits++;
    meanVisits += reach[node]!;
    const left = shareLeft(predictor, node);
    reach[nodes.left[node]!] = reach[node]! * left;
    reach[nodes.right[node]!] = reach[node]! * (1 - left);
  }
  for (let node = nodes.kind.length - 1; node >= 0; node--) {
    if (nodes.kind[node] === LEAF) continue;
    below[node] = 1 + Math.max(below[nodes.left[node]!]!, below[nodes.right[node]!]!);
  }
  for (const root of roots) worstVisits += below[root]!;
  return {
    trees: roots.length,
    splits,
    leaves: nodes.kind.length - splits,
    meanVisits,
    worstVisits,
  };
}

/** How much of a split's training data went left; half where the file does not say. */
function shareLeft({ nodes }: Forest, node: number): number {
  const left = nodes.samples?.[nodes.left[node]!] ?? 0;
  const right = nodes.samples?.[nodes.right[node]!] ?? 0;
  return left > 0 && right > 0 ? left / (left + right) : 0.5;
}

/** What a layout's trees cost, without sums and outputs. */
export interface WalkCost {
  readonly flash: number;
  readonly count: (visits: number) => number;
}

/** The whole package: trees, preparation of ranks, leaves, sums, outputs. */
export function priceCandidate(
  input: LayoutInput,
  walk: WalkCost,
  statistics: ForestStatistics,
  costs: CostTable,
  {
    sum,
    head,
    mixing,
  }: { readonly sum: SumPlan; readonly head: AddedCost; readonly mixing: AddedCost },
): Cost {
  const scores = scoresOf(sum);
  const { base, perClass } = costs.fixed;
  const additions = statistics.trees * input.leaves.stride;
  const add = costs.add[sum.kind === "real" ? sum.type : "integer"];
  const rank =
    input.encoding === "rank" ? rankCost(input.slots, costs) : { flash: 0, count: 0, stack: 0 };
  const sums = priceSums(sum, statistics.trees, costs);
  // A product costs about what an addition does.
  const linear = input.leaves.linear ? linearTerms(input.leaves.linear) * 2 * add[1] : 0;
  const count = (visits: number) =>
    walk.count(visits) +
    rank.count +
    additions * (add[1] + linear) +
    base[1] +
    sums.count +
    head.count +
    mixing.count +
    scores * perClass[1];
  return {
    flash: Math.round(
      walk.flash +
        rank.flash +
        poolBytes(input.leaves) +
        add[0] +
        base[0] +
        sums.flash +
        head.flash +
        mixing.flash +
        scores * perClass[0],
    ),
    ram: 0,
    stack: Math.round(costs.stack.base + rank.stack + sums.stack + head.stack + mixing.stack),
    meanCount: Math.round(count(statistics.meanVisits)),
    worstCount: Math.round(count(statistics.worstVisits)),
    unit: costs.unit,
  };
}

function rankCost(slots: readonly Slot[], { rank }: CostTable) {
  const cuts = slots.reduce((sum, slot) => sum + slot.cuts.length, 0);
  const steps = slots.reduce((sum, slot) => sum + Math.ceil(Math.log2(slot.cuts.length + 1)), 0);
  const wide = slots.some((slot) => slot.cuts.length > 255);
  const sets = setTables(slots);
  const setBytes = sets ? sets.bits.length + sets.starts.length * 3 : 0;
  return {
    flash: rank.code + cuts * 4 + slots.length * 3 + setBytes,
    count: slots.length * rank.feature + steps * rank.step,
    stack: slots.length * (wide ? 2 : 1) + FRAME,
  };
}

const LEAF_BYTES: Readonly<Record<LeafTable["type"], number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  f32: 4,
  f64: 8,
};

function poolBytes({ values, type, linear }: LeafTable): number {
  return values.length * LEAF_BYTES[type] + (linear ? linearBytes(linear) : 0);
}
