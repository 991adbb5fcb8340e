import { diagnostic } from "../core/diagnostics/diagnostic.ts";
import { type CountFacts, countLines } from "../core/report/counts.ts";
import { installLines } from "../core/report/install.ts";
import { apart, modelLine } from "../core/report/screen.ts";
import { resources } from "../core/resources.generated.ts";
import { toCount } from "../core/text/numbers.ts";
import { placeOf } from "./board-choice.ts";
import type { Invocation } from "./command.ts";
import { refuseStdinTwice } from "./data-input.ts";
import { readGivenRows } from "./given-rows.ts";
import { measureBoardCounts } from "./measure-board-counts.ts";
import { type MeasuredModel, noteResults, openMeasured, reportFailures } from "./measured-model.ts";
import { withProgress } from "./progress.ts";
import { printJson, report, type Terminal } from "./terminal.ts";

const JSON_VERSION = 1;

/** Counts what predictions take on boards; 5 where the worst is over the limit. */
export async function runBench(terminal: Terminal, invocation: Invocation): Promise<number> {
  const { options } = invocation;
  refuseStdinTwice(invocation);
  const { result, boards, limits, opened, packageFor } = await openMeasured(terminal, invocation);
  const given =
    options.data === undefined
      ? []
      : (
          await readGivenRows(terminal, result, {
            data: options.data as string,
            header: options.header !== false,
            ignore: () => options.ignoreExtra === true,
          })
        ).forDevice;
  const counted: CountFacts[] = [];
  await withProgress(terminal, async (progress) => {
    for (const board of boards) {
      progress.show(`running on ${placeOf(board, boards)}`);
      counted.push(await measureBoardCounts(board, packageFor(board), { given, resources }));
    }
  });
  noteResults(
    opened,
    counted.filter(({ emulator }) => emulator).map((counts) => ({ id: counts.board, counts })),
  );
  if (options.json) {
    const { name } = result;
    printJson(terminal, { format: "mlc-bench", version: JSON_VERSION, name, boards: counted });
  } else {
    const lines = [modelLine(result), ...apart(counted.map(countLines)), ...installLines(counted)];
    for (const line of lines) terminal.stdout.write(`${line}\n`);
  }
  return reportLimits(terminal, counted, limits);
}

/** What is over the user's limit; an estimate where nothing was measured. */
function reportLimits(
  terminal: Terminal,
  counted: readonly CountFacts[],
  { maxCycles = Infinity }: MeasuredModel["limits"],
): number {
  const over = counted
    .map((facts) => ({
      board: facts.board,
      worst: facts.worst ?? facts.estimate.worst,
      unit: facts.unit ?? facts.estimate.unit,
    }))
    .filter(({ worst }) => worst > maxCycles)
    .map(({ board, worst, unit }) =>
      diagnostic("board/over-limit", {
        board,
        what: "the worst prediction",
        is: `${toCount(worst)} ${unit}`,
        limit: `${toCount(maxCycles)} ${unit}`,
        goal: "speed",
      }),
    );
  report(terminal, over);
  if (reportFailures(terminal, counted)) return 4;
  return over.length > 0 ? 5 : 0;
}
