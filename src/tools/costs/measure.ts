import type { CompileResult } from "../../core/compile.ts";
import { compile } from "../../core/compile.ts";
import { DiagnosticError } from "../../core/diagnostics/diagnostic.ts";
import type { Model } from "../../core/ir/model.ts";
import { applySteps } from "../../core/ir/steps.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../../core/options.ts";
import { type Quantities, quantitiesOf } from "../../core/plan/cost/cost.ts";
import type { CostInput, Visits } from "../../core/plan/cost/input.ts";
import { TERMS, type Term } from "../../core/plan/cost/terms.ts";
import { rank } from "../../core/plan/encodings/rank.ts";
import { rankGoesLeft, setTables } from "../../core/plan/encodings/sets.ts";
import { collectTests, toTestForest } from "../../core/plan/test-forest.ts";
import { resources } from "../../core/resources.generated.ts";
import type { Resources } from "../../core/resources.ts";
import type { CostTable } from "../../core/targets/target.ts";
import { verificationRows } from "../../core/verify/rows.ts";
import type { BoardBuild } from "../../node/emulators/cross-build.ts";
import { measureCounts } from "../../node/emulators/measure-counts.ts";
import { measureFlash } from "../../node/emulators/measure-size.ts";
import { type HostPackage, hostPackageOf } from "../../node/verify-host.ts";
import type { Probe } from "./probes.ts";

/** Where a core's probes are built and run. */
export type Bench = Pick<BoardBuild, "core" | "board" | "emulator">;

export interface Measured {
  readonly title: string;
  readonly flash: number;
  readonly quantities: Quantities;
  /** What rows took, with the quantities on each row's own paths. */
  readonly rows: readonly MeasuredRow[];
}

export interface MeasuredRow {
  readonly count: number;
  /** Whether it holds nothing that takes a way of its own: no NaN, no infinity. */
  readonly typical: boolean;
  readonly passed: Quantities["passed"];
}

/** Rows that each probe runs over. */
const ROWS = 10;

/** What a byte or a count is worth to say how leaves are to be stored; else all candidates cost alike. */
const DEAR = 1e9;

/**
 * The targets with tables that know nothing, so that no earlier measurement decides a plan; inline
 * leaves come first, unless they are dear.
 */
function blankTargets({ core }: Bench, leaves: Probe["leaves"]): Resources {
  const weightOf = (term: Term) => (term === "sum.inline" && leaves === "pool" ? DEAR : 0);
  const weights = Object.fromEntries(
    TERMS.map((term) => [term, [weightOf(term), weightOf(term), weightOf(term)]]),
  ) as unknown as CostTable["weights"];
  const blank = { ...core, costs: { ...core.costs, weights } };
  const { targets } = resources;
  return { ...resources, targets: { ...targets, cores: { ...targets.cores, [core.id]: blank } } };
}

/** Undefined where the probe's plan cannot hold its model, or the board has no room for it. */
export async function measureProbe(
  { title, model, options, leaves }: Probe,
  bench: Bench,
): Promise<Measured | undefined> {
  const own = { name: "m", target: "generic", board: bench.board.id };
  const result = compileIfFits(
    model,
    { ...DEFAULT_OPTIONS, ...options, ...own },
    blankTargets(bench, leaves),
  );
  if (result === undefined) return undefined;
  const pack = hostPackageOf(result);
  const { rows } = verificationRows(result, { cap: ROWS, seed: 1 });
  const taken = await linkAndRun(pack, rows, bench).catch(noRoom);
  if (taken === undefined) return undefined;
  const { flash, counts } = taken;
  const input = costInputOf(result);
  const quantities = rows.map((row) => quantitiesOf(input, visitsOf(input, row)));
  return {
    title,
    flash,
    quantities: quantities[0]!,
    rows: counts.map((count, i) => ({
      count,
      typical: rows[i]!.every(Number.isFinite),
      passed: quantities[i]!.passed,
    })),
  };
}

/** Bytes of flash, and what each row took; no counts where nothing runs the core. */
async function linkAndRun(pack: HostPackage, rows: readonly Float64Array[], bench: Bench) {
  const flash = await measureFlash(pack, resources, bench);
  const { emulator } = bench;
  const counts = emulator ? await measureCounts(pack, resources, { ...bench, emulator, rows }) : [];
  if ("failure" in counts) throw new Error(counts.failure);
  return { flash, counts };
}

function noRoom(error: unknown): undefined {
  const first = error instanceof DiagnosticError ? error.diagnostics[0]?.code : undefined;
  if (first !== "board/too-small") throw error;
}

function compileIfFits(
  model: Model,
  options: CompileOptions,
  targets: Resources,
): CompileResult | undefined {
  try {
    return compile(model, options, targets);
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

/** What the package's cost was estimated from. */
function costInputOf({ plan, lowered, payloadOf, target }: CompileResult): CostInput {
  const forest = toTestForest(lowered, collectTests(lowered), payloadOf);
  const copies = target.framework.constants.some((placement) => placement !== "mapped");
  return { ...plan, layout: plan.body.layout, forest, copies };
}

/** The tests on a row's paths. */
function visitsOf(input: CostInput, given: Float64Array): Visits {
  const { forest, slots, mixing } = input;
  const row = applySteps(mixing, given);
  const ranks = slots.map((slot) => rank.value(slot, row[slot.feature]!));
  const sets = setTables(slots);
  const seen = { cuts: 0, sets: 0 };
  for (const root of forest.roots) {
    let node = root;
    while (!forest.isLeaf[node]) {
      const slot = forest.slot[node]!;
      seen[slots[slot]!.sets ? "sets" : "cuts"]++;
      const test = { slot, cut: forest.cut[node]!, rank: ranks[slot]! };
      node = rankGoesLeft(sets, test) ? forest.left[node]! : forest.right[node]!;
    }
  }
  const exactly = (count: number) => ({ typical: count, most: count });
  return { cuts: exactly(seen.cuts), sets: exactly(seen.sets) };
}
