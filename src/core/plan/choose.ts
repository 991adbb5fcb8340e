import { fail, type Problems } from "../diagnostics/diagnostic.ts";
import { invariant } from "../diagnostics/invariant.ts";
import type { Model } from "../ir/model.ts";
import type { CompileOptions } from "../options.ts";
import type { Target } from "../targets/find-target.ts";
import { toCount } from "../text/numbers.ts";
import { type Cost, priceCandidate } from "./cost/cost.ts";
import type { CostInput } from "./cost/input.ts";
import { measureVisits } from "./cost/visits.ts";
import { ENCODINGS, type EncodingId } from "./encodings/encoding.ts";
import { voteWeights } from "./heads/vote-weights.ts";
import { LAYOUTS, lowerBody } from "./layouts/layout.ts";
import type { DeviceHead, LayoutId, LeafTable, Plan, SumPlan } from "./plan.ts";
import { chooseSums, type SumChoice } from "./sums/choose-sums.ts";
import { collectTests, toTestForest } from "./test-forest.ts";

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
  | "maxStack"
  | "maxCycles"
>;

/** Prices every layout, encoding and leaf storage that fits, and lowers the best within the limits. */
export function choosePlan(
  model: Model,
  options: PlanOptions,
  target: Target,
  problems: Problems,
): Choice {
  const priced = priceAll(model, options, target);
  const limits = limitsOf(options, target);
  const within = priced.find(({ cost }) => limits.every(({ of, most }) => of(cost) <= most));
  if (within === undefined) reportLimits(limits, priced, problems);
  const { input, sums, cost } = within ?? smallest(priced);
  const { forest: _, layout, copies: __, ...own } = input;
  const plan: Plan = { ...own, body: lowerBody(layout, input), reach: sums.reach, estimate: cost };
  const candidates = priced.map(({ input: { layout, encoding, leaves, sum }, cost }) => ({
    layout,
    encoding,
    leaves: leaves.kind,
    sums: sum.kind,
    cost,
  }));
  return { plan, payloadOf: sums.leaves.payload, candidates };
}

function deviceHead({ head }: Model, { outputs }: PlanOptions): DeviceHead {
  if (head.kind !== "blend") return head;
  invariant(head.how !== "average", "an average of values has a head of its own");
  if (head.how === "hard") {
    if (voteWeights(head) === undefined)
      fail("plan/unsupported", { what: "votes with such weights" });
    if (outputs === "probability") fail("plan/no-probabilities", {});
  }
  return head;
}

/** A candidate with what it would be lowered from. */
interface Priced {
  readonly input: CostInput;
  readonly sums: SumChoice;
  readonly cost: Cost;
}

/** Every combination that fits, best first. @throws DiagnosticError where none does. */
function priceAll(
  model: Model,
  options: PlanOptions,
  { core, framework }: Target,
): readonly Priced[] {
  const tests = collectTests(model);
  const { slots } = tests;
  const visits = measureVisits(model);
  const common = {
    inputType: options.inputType,
    features: model.inputs.features.length,
    missing: model.inputs.mayBeMissing ? "exact" : "finite",
    mixing: model.steps,
    slots,
    outputs: options.outputs,
    copies: framework.constants.some((placement) => placement !== "mapped"),
  } as const;
  const tested = model.steps.length > 0 ? "f32" : options.inputType;
  const misfits = new Set<string>();
  const priced: Priced[] = [];
  for (const sums of chooseSums(model, options)) {
    const { sum, leaves, head = deviceHead(model, options) } = sums;
    const forest = toTestForest(model, tests, leaves.payload);
    for (const encoding of pinned(options.encoding, ENCODINGS)) {
      const wrongNumbers = ENCODINGS[encoding].misfit(slots, tested);
      if (wrongNumbers) misfits.add(`encoding ${encoding}: ${wrongNumbers}`);
      if (wrongNumbers) continue;
      for (const layout of pinned(options.layout, LAYOUTS)) {
        const input = { ...common, forest, encoding, layout, leaves: leaves.table, sum, head };
        const wrongTrees = LAYOUTS[layout].misfit(input);
        if (wrongTrees) misfits.add(`layout ${layout}: ${wrongTrees}`);
        if (wrongTrees) continue;
        priced.push({ input, sums, cost: priceCandidate(input, visits, core.costs) });
      }
    }
  }
  if (priced.length === 0) {
    const wish = [options.layout, options.encoding].filter(Boolean).join(" with ") || "no plan";
    fail("plan/does-not-fit", { wish, because: [...misfits].join("; ") });
  }
  return priced.sort((a, b) => objective(a.cost, options) - objective(b.cost, options));
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
  readonly unit: string;
  readonly most: number;
  of(cost: Cost): number;
}

/** What the user allows, and what the board has. */
function limitsOf(
  { maxFlash = Infinity, maxRam = Infinity, maxStack, maxCycles }: PlanOptions,
  { board, core }: Target,
): readonly Limit[] {
  const { flash, ram } = board;
  const { unit } = core.costs;
  return [
    { what: "flash", unit: "B", most: Math.min(maxFlash, flash), of: (cost) => cost.flash },
    { what: "RAM", unit: "B", most: Math.min(maxRam, ram), of: (cost) => cost.ram + cost.stack },
    { what: "stack", unit: "B", most: maxStack ?? Infinity, of: (cost) => cost.stack },
    { what: "at worst", unit, most: maxCycles ?? Infinity, of: (cost) => cost.worstCount },
  ];
}

function reportLimits(
  limits: readonly Limit[],
  priced: readonly Priced[],
  problems: Problems,
): void {
  for (const { what, unit, most, of } of limits) {
    const least = Math.min(...priced.map(({ cost }) => of(cost)));
    if (least <= most) continue;
    const facts = { smallest: `${toCount(least)} ${unit}`, limit: `${toCount(most)} ${unit}` };
    problems.add("plan/over-budget", { what, ...facts });
  }
}

function smallest(priced: readonly Priced[]): Priced {
  return priced.reduce((best, entry) => (entry.cost.flash < best.cost.flash ? entry : best));
}
