import type { CompileResult } from "../core/compile.ts";
import type { FunctionFacts, SizeFacts } from "../core/report/sizes.ts";
import type { Resources } from "../core/resources.ts";
import { verificationRows } from "../core/verify/rows.ts";
import { compilerFor } from "../node/emulators/cross-build.ts";
import { type FunctionSize, measureSize } from "../node/emulators/measure-size.ts";
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
  const { estimate } = result.plan;
  const { flash, ram, stack } = estimate;
  const about = { board: board.id, capacity: { flash: board.flash, ram: board.ram } };
  const build = { core, board, ...(emulator ? { emulator } : {}) };
  const linked = await orMissing(() => measureSize(pack, resources, build));
  if ("missing" in linked)
    return { ...about, flash, ram, stack, functions: [], ...notMeasured(linked) };
  const compiler = compilerFor(core, emulator);
  const { code, constants, helpers } = linked;
  const facts = {
    ...about,
    compiler,
    ...(compiler === core.compiler ? {} : { inPlaceOf: core.compiler }),
    flash: linked.flash,
    ram: linked.ram,
    parts: { code, constants, helpers },
    ...withBounds(linked.functions),
  };
  if (emulator === undefined) return facts;
  const cap = Math.max(10, Math.min(ROWS, Math.floor(BUDGET / Math.max(1, estimate.meanCount))));
  const { rows } = verificationRows(result, { cap, seed: SEED });
  const expected = facts.stack ?? stack;
  const seen = await orMissing(async () => ({
    stack: await measureStack(pack, resources, { ...build, emulator, rows, expected }),
  }));
  if ("missing" in seen) return { ...facts, notSeen: seen.missing, ...toInstall(seen) };
  if ("failure" in seen.stack) return { ...facts, notSeen: seen.stack.failure, failed: true };
  if ("why" in seen.stack) return { ...facts, notSeen: seen.stack.why };
  return { ...facts, ...withSeen(facts.functions, seen.stack), emulator: emulatorName(emulator) };
}

type Bounded = Pick<SizeFacts, "functions" | "stack" | "noStack">;

/** The stack of the function that takes the most; of none where one has no bound. */
function withBounds(linked: readonly FunctionSize[]): Bounded {
  const functions = linked.map(({ stack, ...each }): FunctionFacts => {
    return "bytes" in stack ? { ...each, stack: stack.bytes } : each;
  });
  for (const { stack } of linked)
    if ("unbounded" in stack) return { functions, noStack: stack.unbounded };
  return { functions, stack: Math.max(...functions.map(({ stack = 0 }) => stack)) };
}

/** What was seen beside the bounds. */
function withSeen(
  functions: readonly FunctionFacts[],
  { rows, functions: deepest }: MeasuredStack,
): Pick<SizeFacts, "functions" | "seen" | "rows" | "notSeen" | "failed"> {
  const beyond = functions.find(({ stack = Infinity }, i) => deepest[i]!.stack > stack);
  if (beyond)
    return { functions, notSeen: `${beyond.name} took more stack than its bound`, failed: true };
  return {
    functions: functions.map((each, i) => ({ ...each, seen: deepest[i]!.stack })),
    seen: Math.max(...deepest.map(({ stack }) => stack)),
    rows,
  };
}
