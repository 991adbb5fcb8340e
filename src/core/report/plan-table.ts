import type { CompileResult } from "../compile.ts";
import type { Candidate } from "../plan/choose.ts";
import type { Plan } from "../plan/plan.ts";
import { toCount } from "../text/numbers.ts";
import { printTable } from "../text/table.ts";

/** A candidate as it stands in the table and in `--json`. */
export interface PricedPlan extends Candidate {
  /** No other candidate is at least as good in flash, stack and both counts, and better in one. */
  readonly pareto: boolean;
  /** The one that a compile emits. */
  readonly chosen: boolean;
}

export function pricedPlans({ candidates, plan }: CompileResult): readonly PricedPlan[] {
  const chosen = candidates.find((candidate) => isPlanOf(candidate, plan));
  return candidates.map((candidate) => ({
    ...candidate,
    pareto: !candidates.some((other) => dominates(other, candidate)),
    chosen: candidate === chosen,
  }));
}

function isPlanOf(candidate: Candidate, { body, encoding, leaves, sum }: Plan): boolean {
  return (
    candidate.layout === body.layout &&
    candidate.encoding === encoding &&
    candidate.leaves === leaves.kind &&
    candidate.sums === sum.kind
  );
}

function dominates({ cost: a }: Candidate, { cost: b }: Candidate): boolean {
  const pairs = [
    [a.flash, b.flash],
    [a.stack, b.stack],
    [a.meanCount, b.meanCount],
    [a.worstCount, b.worstCount],
  ] as const;
  return pairs.every(([x, y]) => x <= y) && pairs.some(([x, y]) => x < y);
}

/** The candidates, best first: `>` is chosen, `*` is on the Pareto front. */
export function planTable(result: CompileResult): readonly string[] {
  const unit = result.plan.estimate.unit;
  const rows = pricedPlans(result).map(
    ({ layout, encoding, leaves, sums, cost, pareto, chosen }) => [
      `${chosen ? ">" : " "}${pareto ? "*" : " "}`,
      layout,
      encoding,
      leaves,
      sums,
      toCount(cost.flash),
      toCount(cost.stack),
      toCount(cost.meanCount),
      toCount(cost.worstCount),
    ],
  );
  const head = ["", "layout", "encoding", "leaves", "sums", "flash B", "stack B", "mean", "worst"];
  return [
    ...printTable(head, rows, { right: [5, 6, 7, 8] }),
    "",
    `> chosen, * no other is better in all; mean and worst in ${unit} a call on ${result.target.board.id}, all estimated`,
  ];
}
