import type { CompileResult } from "../core/compile.ts";
import type { SizeFacts } from "../core/report/sizes.ts";
import type { Resources } from "../core/resources.ts";
import { verificationRows } from "../core/verify/rows.ts";
import { compilerFor } from "../node/emulators/cross-build.ts";
import { measureSize } from "../node/emulators/measure-size.ts";
import { type MeasuredStack, measureStack } from "../node/emulators/measure-stack.ts";
import type { HostPackage } from "../node/verify-host.ts";
import type { ChosenBoard } from "./board-choice.ts";
import { emulatorName, notMeasured, orMissing, toInstall } from "./measured-model.ts";

/** Rows that the stack is watched over, fewer where predictions are long. */
const ROWS = 200;
const BUDGET = 2e7;
const SEED = 1;

/** Links the package for the board and runs it; estimates where the compiler is missing. */
export async function measureBoardSize(
  { board, core, emulator }: ChosenBoard,
  { result, pack }: { readonly result: CompileResult; readonly pack: HostPackage },
  resources: Resources,
): Promise<SizeFacts> {
  const { flash, ram, stack, meanCount } = result.plan.estimate;
  const about = { board: board.id, capacity: { flash: board.flash, ram: board.ram } };
  const build = { core, board, ...(emulator ? { emulator } : {}) };
  const linked = await orMissing(() => measureSize(pack, resources, build));
  if ("missing" in linked)
    return { ...about, flash, ram, stack, functions: [], ...notMeasured(linked) };
  const compiler = compilerFor(core, emulator);
  const { functions, code, constants, helpers } = linked;
  const facts = {
    ...about,
    compiler,
    ...(compiler === core.compiler ? {} : { inPlaceOf: core.compiler }),
    flash: linked.flash,
    ram: linked.ram,
    parts: { code, constants, helpers },
  };
  if (emulator === undefined)
    return { ...facts, functions, noStack: "no emulator here runs its core" };
  const cap = Math.max(10, Math.min(ROWS, Math.floor(BUDGET / Math.max(1, meanCount))));
  const { rows } = verificationRows(result, { cap, seed: SEED });
  const seen = await orMissing(async () => ({
    stack: await measureStack(pack, resources, { ...build, emulator, rows }),
  }));
  if ("missing" in seen) return { ...facts, functions, noStack: seen.missing, ...toInstall(seen) };
  if ("failure" in seen.stack)
    return { ...facts, functions, noStack: seen.stack.failure, failed: true };
  if ("why" in seen.stack) return { ...facts, functions, noStack: seen.stack.why };
  return { ...facts, ...withStack(functions, seen.stack), emulator: emulatorName(emulator) };
}

function withStack(
  functions: SizeFacts["functions"],
  { rows, functions: seen }: MeasuredStack,
): Pick<SizeFacts, "functions" | "stack" | "rows"> {
  return {
    functions: functions.map((each, i) => ({ ...each, stack: seen[i]!.stack })),
    stack: Math.max(...seen.map(({ stack }) => stack)),
    rows,
  };
}
