import { DiagnosticError, diagnostic, type Problems } from "../diagnostics/diagnostic.ts";
import type { Model } from "../ir/model.ts";
import type { CompileOptions } from "../options.ts";
import type { Board, Core } from "../targets/target.ts";
import { type Cost, measureForest, priceCandidate } from "./cost.ts";
import { ENCODINGS, type EncodingId } from "./encodings/encoding.ts";
import { LAYOUTS, type LayoutInput, lowerBody } from "./layouts/layout.ts";
import type { LayoutId, LeafTable, Plan, SumPlan } from "./plan.ts";
import { chooseSums, type SumChoice } from "./sums/choose-sums.ts";
import { collectSlots, toTestForest } from "./test-forest.ts";

/** A priced way to compile the model. */
export interface Candidate {
  readonly layout: LayoutId;
  readonly encoding: EncodingId;
  readonly leaves: LeafTable["kind"];
  readonly sums: SumPlan["kind"];
  readonly cost: Cost;
}

export interface Choice {
  readonly plan: Plan;
  /** What the plan's leaf holds where the model's tree reaches a row of the leaf pool. */
  readonly payloadOf: (tree: number, leafRow: number) => number;
  /** Every candidate that fits the model, best first. */
  readonly candidates: readonly Candidate[];
}

type PlanOptions = Pick<
  CompileOptions,
  | "inputType"
  | "sums"
  | "layout"
  | "encoding"
  | "optimize"
  | "outputs"
  | "maxError"
  | "maxFlash"
  | "maxRam"
>;

/** Prices every layout, encoding and leaf storage that fits, and lowers the best within the limits. */
export function choosePlan(
  model: Model,
  options: PlanOptions,
  { core, board }: { readonly core: Core; readonly board: Board },
  problems: Problems,
): Choice {
  const slots = collectSlots(model);
  const statistics = measureForest(model);
  const linked =
    model.head.kind === "classes" &&
    model.head.link !== "identity" &&
    options.outputs !== "class" &&
    options.outputs !== "decision";
  const misfits: string[] = [];
  const priced: { candidate: Candidate; input: LayoutInput; choice: SumChoice }[] = [];
  for (const choice of chooseSums(model, options)) {
    const { sum, leaves } = choice;
    const forest = toTestForest(model, slots, leaves.payload);
    for (const encoding of pinned(options.encoding, ENCODINGS)) {
      const misfit = ENCODINGS[encoding].misfit(slots, options.inputType);
      if (misfit) misfits.push(`encoding ${encoding}: ${misfit}`);
      if (misfit) continue;
      const input: LayoutInput = { forest, slots, encoding, leaves: leaves.table };
      for (const id of pinned(options.layout, LAYOUTS)) {
        const layoutMisfit = LAYOUTS[id].misfit(input);
        if (layoutMisfit) misfits.push(`layout ${id}: ${layoutMisfit}`);
        if (layoutMisfit) continue;
        const walk = LAYOUTS[id].price(input, statistics, core.costs);
        const cost = priceCandidate(input, walk, statistics, core.costs, sum, linked);
        priced.push({
          candidate: { layout: id, encoding, leaves: leaves.table.kind, sums: sum.kind, cost },
          input,
          choice,
        });
      }
    }
  }
  if (priced.length === 0) {
    const wish = [options.layout, options.encoding].filter(Boolean).join(" with ") || "no plan";
    const because = [...new Set(misfits)].join("; ");
    throw new DiagnosticError([diagnostic("plan/does-not-fit", { wish, because })]);
  }
  priced.sort(
    (a, b) => objective(a.candidate.cost, options) - objective(b.candidate.cost, options),
  );
  const limits = limitsOf(options, board);
  const best = priced.find(({ candidate }) =>
    limits.every((limit) => limit.of(candidate.cost) <= limit.most),
  );
  if (best === undefined)
    reportLimits(
      limits,
      priced.map(({ candidate }) => candidate.cost),
      problems,
    );
  const { candidate, input, choice } = best ?? smallest(priced);
  const plan: Plan = {
    inputType: options.inputType,
    features: model.inputs.features.length,
    missing: model.inputs.mayBeMissing ? "exact" : "finite",
    encoding: candidate.encoding,
    slots,
    body: lowerBody(candidate.layout, input),
    leaves: input.leaves,
    sum: choice.sum,
    head: model.head,
    outputs: options.outputs,
    estimate: candidate.cost,
  };
  return {
    plan,
    payloadOf: choice.leaves.payload,
    candidates: priced.map((entry) => entry.candidate),
  };
}

function pinned<K extends string>(
  id: K | undefined,
  all: Readonly<Record<K, unknown>>,
): readonly K[] {
  return id === undefined ? (Object.keys(all) as K[]) : [id];
}

function objective({ flash, meanCount }: Cost, { optimize }: PlanOptions): number {
  return { size: flash, speed: meanCount + flash * 1e-6, balanced: flash * meanCount }[optimize];
}

interface Limit {
  readonly what: string;
  readonly most: number;
  of(cost: Cost): number;
}

/** What the user allows, and what the board has. */
function limitsOf(options: PlanOptions, board: Board): readonly Limit[] {
  return [
    {
      what: "flash",
      most: Math.min(options.maxFlash ?? board.flash, board.flash),
      of: (cost) => cost.flash,
    },
    {
      what: "RAM",
      most: Math.min(options.maxRam ?? board.ram, board.ram),
      of: (cost) => cost.ram + cost.stack,
    },
  ];
}

function reportLimits(limits: readonly Limit[], costs: readonly Cost[], problems: Problems): void {
  const bytes = (n: number) => `${n.toLocaleString("en")} B`;
  for (const { what, most, of } of limits) {
    const least = Math.min(...costs.map(of));
    if (least > most)
      problems.add("plan/over-budget", { what, smallest: bytes(least), limit: bytes(most) });
  }
}

function smallest<E extends { candidate: Candidate }>(priced: readonly E[]): E {
  return priced.reduce((best, entry) =>
    entry.candidate.cost.flash < best.candidate.cost.flash ? entry : best,
  );
}
