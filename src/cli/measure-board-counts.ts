import type { CompileResult } from "../core/compile.ts";
import type { CountFacts } from "../core/report/counts.ts";
import type { Resources } from "../core/resources.ts";
import type { EmulatorSpec } from "../core/targets/target.ts";
import { verificationRows } from "../core/verify/rows.ts";
import { sampleOf } from "../core/verify/sample.ts";
import { compilerFor } from "../node/emulators/cross-build.ts";
import { measureCounts } from "../node/emulators/measure-counts.ts";
import type { HostPackage } from "../node/verify-host.ts";
import type { ChosenBoard } from "./board-choice.ts";
import { emulatorName, notMeasured, orMissing } from "./measured-model.ts";

/** What each emulator counts, whether the chip would count the same, and how much it may run. */
const COUNTERS: Readonly<
  Record<
    EmulatorSpec["kind"],
    { readonly unit: CountFacts["unit"] & string; readonly exact: boolean; readonly budget: number }
  >
> = {
  avr8js: { unit: "cycles", exact: true, budget: 3e7 },
  rp2040js: { unit: "cycles", exact: false, budget: 1e7 },
  qemu: { unit: "instructions", exact: true, budget: 1e6 },
};

const MOST_ROWS = 300;
const FEWEST_ROWS = 20;
const SEED = 1;

/** Counts predictions on a board's emulated core; the user's rows where there are any. */
export async function measureBoardCounts(
  { board, core, emulator }: ChosenBoard,
  { result, pack }: { readonly result: CompileResult; readonly pack: HostPackage },
  { given, resources }: { readonly given: readonly Float64Array[]; readonly resources: Resources },
): Promise<CountFacts> {
  const { worstCount, meanCount, unit: estimateUnit } = result.plan.estimate;
  const about = { board: board.id, estimate: { worst: worstCount, unit: estimateUnit } };
  if (emulator === undefined) return { ...about, notMeasured: "no emulator here runs its core" };
  const { unit, exact, budget } = COUNTERS[emulator.kind];
  const affordable = Math.floor(budget / Math.max(1, meanCount));
  const cap = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, affordable));
  const made = given.length > 0 ? undefined : verificationRows(result, { cap, seed: SEED });
  const rows = made?.rows ?? sampleOf(given, cap, SEED);
  const build = { core, board, emulator, rows };
  const counted = await orMissing(async () => ({
    counts: await measureCounts(pack, resources, build),
  }));
  if ("missing" in counted) return { ...about, ...notMeasured(counted) };
  const { counts } = counted;
  if ("failure" in counts) return { ...about, notMeasured: counts.failure, failed: true };
  const compiler = compilerFor(core, emulator);
  return {
    ...about,
    compiler,
    ...(compiler === core.compiler ? {} : { inPlaceOf: core.compiler }),
    emulator: emulatorName(emulator),
    unit,
    exact,
    mean: Math.round(counts.reduce((sum, count) => sum + count, 0) / counts.length),
    worst: Math.max(...counts),
    rows: rows.length,
    given: given.length > 0 ? rows.length : 0,
    total: made?.total ?? given.length,
    seed: SEED,
    ...(unit === "cycles" && exact ? { clockHz: board.clockHz } : {}),
  };
}
