import { afterAll } from "vitest";
import type { CompileResult } from "../../src/core/compile.ts";
import { resources } from "../../src/core/resources.generated.ts";
import type { Board } from "../../src/core/targets/target.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { fromAnswerWords, type NativeAnswer } from "../../src/core/verify/native-words.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { boundStack } from "../../src/node/emulators/bound-stack.ts";
import {
  buildForBoard,
  compileShared,
  linkForBoard,
  type SharedObjects,
} from "../../src/node/emulators/cross-build.ts";
import { measuredFunctions } from "../../src/node/emulators/measure-size.ts";
import { measureStack } from "../../src/node/emulators/measure-stack.ts";
import {
  type BoardVerification,
  runImage,
  verifyOnBoard,
} from "../../src/node/emulators/run-on-board.ts";
import type { StackBound } from "../../src/node/emulators/stack/follow.ts";
import { type HostPackage, hostPackageOf } from "../../src/node/verify-host.ts";
import type { ToolName } from "../../src/tools/tool-list.ts";

const { boards, cores } = resources.targets;

/** A board of each kind of core that people meet first. */
export const FIRST_BOARDS: readonly string[] = ["uno", "pico", "nucleo-f401", "esp32-c3"];

const EMULATED = Object.values(boards).filter(
  ({ emulator, core }) => (emulator ?? cores[core]!.emulator) !== undefined,
);

/** One board for each core, part and emulator; the others differ in memory and clock alone. */
export const DIFFERENT_BOARDS: readonly string[] = EMULATED.filter((board, i) => {
  const kind = ({ core, flags, emulator }: Board) => JSON.stringify([core, flags, emulator]);
  return EMULATED.findIndex((other) => kind(other) === kind(board)) === i;
}).map(({ id }) => id);

/** A board of each core that is emulated. */
export const BOARD_OF_CORE: readonly string[] = EMULATED.filter(
  ({ core }, i) => EMULATED.findIndex((other) => other.core === core) === i,
).map(({ id }) => id);

/** What builds and runs packages for all of them. */
export const EMULATION_TOOLS: readonly ToolName[] = [
  ...(["avr-gcc", "arm-none-eabi-gcc", "riscv64-unknown-elf-gcc"] as const),
  ...(["xtensa-lx106-elf-gcc", "clang-22", "qemu-system-arm"] as const),
  ...(["qemu-system-riscv32", "qemu-system-xtensa"] as const),
];

/** Rows for a package, with the plan's answers; the plan must answer as the trainer's rule. */
export function rowsFor(result: CompileResult, cap: number) {
  const { rows } = verificationRows(result, { cap, seed: 1 });
  const { mismatches, results } = checkPlan(result, rows);
  if (mismatches.length > 0) throw new Error(`the plan: ${JSON.stringify(mismatches[0])}`);
  return { rows, results };
}

function partsOf(id: string) {
  const board = boards[id]!;
  const core = cores[board.core]!;
  return { core, board, emulator: board.emulator ?? core.emulator! };
}

// Every open folder and running compiler waits for this process's end, and many are side by side.
process.setMaxListeners(0);

/** Of each board that a test file has used, compiled once. */
const startUps = new Map<string, Promise<SharedObjects>>();

function startUpOf(id: string): Promise<SharedObjects> {
  const compiled = startUps.get(id) ?? compileShared(resources, { ...partsOf(id), port: true });
  startUps.set(id, compiled);
  return compiled;
}

afterAll(async () => {
  for (const startUp of startUps.values()) (await startUp).dispose();
});

/** Runs a package on a board of an id, built with its own flags. */
export async function runOn(
  id: string,
  result: CompileResult,
  asked: ReturnType<typeof rowsFor>,
): Promise<BoardVerification> {
  const on = { ...partsOf(id), ...asked, shared: await startUpOf(id) };
  return verifyOnBoard(hostPackageOf(result), resources, on);
}

/** What a package answers on a board; throws where it does not end well. */
export async function answersOn(
  id: string,
  result: CompileResult,
  rows: readonly Float64Array[],
): Promise<readonly NativeAnswer[]> {
  const { emulator, ...parts } = partsOf(id);
  const pack = hostPackageOf(result);
  const build = { ...parts, emulator, shared: await startUpOf(id), counted: false };
  const image = await buildForBoard(pack, resources, build);
  try {
    const { answers, failure } = await runImage(pack, image, { emulator, rows });
    if (failure) throw new Error(`${id}: ${failure}`);
    return fromAnswerWords(pack.plan, answers);
  } finally {
    image.folder.dispose();
  }
}

/** The most stack of functions of a package on a board, or why there is no such number. */
export async function stackBoundsOn(
  id: string,
  pack: HostPackage,
  functions: readonly string[],
): Promise<readonly StackBound[]> {
  const parts = partsOf(id);
  const program = { template: "emulators/size", view: { functions }, port: false };
  const image = await linkForBoard(pack, resources, { ...parts, program, roomy: true });
  return boundStack(image, parts, functions).finally(() => image.folder.dispose());
}

/** Of all functions of a header; throws where one has no bound. */
export async function boundsOn(id: string, result: CompileResult): Promise<readonly number[]> {
  const pack = hostPackageOf(result);
  const functions = measuredFunctions(pack).map(({ name }) => name);
  return (await stackBoundsOn(id, pack, functions)).map((bound) => {
    if ("unbounded" in bound) throw new Error(`${id}: ${bound.unbounded}`);
    return bound.bytes;
  });
}

/** Beside it the deepest that is seen over rows; throws where that cannot be. */
export async function stacksOn(id: string, result: CompileResult, rows: readonly Float64Array[]) {
  const most = await boundsOn(id, result);
  const watched = { rows, expected: Math.max(...most), shared: await startUpOf(id) };
  const seen = await measureStack(hostPackageOf(result), resources, { ...partsOf(id), ...watched });
  if (!("functions" in seen)) throw new Error(`${id}: ${JSON.stringify(seen)}`);
  return seen.functions.map(({ name, stack }, i) => ({ name, most: most[i]!, seen: stack }));
}

/** What a board answers differently from the plan, in words; undefined: nothing. */
export async function wrongOn(
  id: string,
  result: CompileResult,
  asked: ReturnType<typeof rowsFor>,
): Promise<string | undefined> {
  const { rows, mismatched, mismatches, failure } = await runOn(id, result, asked);
  if (rows > 0 && mismatched === 0 && failure === undefined) return undefined;
  const [first] = mismatches;
  const what = first ? `${first.what} is ${first.got}, not ${first.expected}` : "no answer";
  return `${id}: ${mismatched} of ${rows} rows, ${failure ?? what}`;
}
