import type { GoldenRow } from "../backends/c/emit.ts";
import type { Model } from "../ir/model.ts";
import { apiOf } from "../plan/api.ts";
import { evaluatePlan } from "../plan/evaluate.ts";
import type { Plan } from "../plan/plan.ts";
import { type BoundaryRows, boundaryRows } from "./vectors.ts";

const GOLDEN_ROWS = 24;

/** Rows for the self-test: finite rows on both sides of cuts, spread over the classes. */
export function chooseGoldenRows(lowered: Model, plan: Plan): readonly GoldenRow[] {
  const { rows }: BoundaryRows = boundaryRows(lowered, { cap: 480, seed: 1 });
  const known = rows
    .filter((row) => row.every((x) => Number.isFinite(x) && Math.abs(x) < 1e30))
    .map((features) => ({ features, expected: predicted(plan, features) }));
  const byClass = new Map<number, GoldenRow[]>();
  for (const row of known) {
    const key = apiOf(plan).values > 0 ? 0 : row.expected[0]!;
    byClass.set(key, [...(byClass.get(key) ?? []), row]);
  }
  const groups = [...byClass]
    .sort(([a], [b]) => a - b)
    .map(([, group]) => spread(group, GOLDEN_ROWS));
  const chosen: GoldenRow[] = [];
  for (let i = 0; chosen.length < GOLDEN_ROWS && groups.some((group) => i < group.length); i++) {
    for (const group of groups)
      if (i < group.length && chosen.length < GOLDEN_ROWS) chosen.push(group[i]!);
  }
  return chosen;
}

function predicted(plan: Plan, features: Float64Array): ArrayLike<number> {
  const { prediction, values } = evaluatePlan(plan, features);
  return apiOf(plan).values > 0 ? values! : [prediction];
}

/** At most `count` elements, evenly taken. */
function spread<T>(list: readonly T[], count: number): readonly T[] {
  if (list.length <= count) return list;
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]!);
}
