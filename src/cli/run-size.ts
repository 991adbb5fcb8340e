import { resolve } from "node:path";
import { diagnostic, fail } from "../core/diagnostics/diagnostic.ts";
import { installLines } from "../core/report/install.ts";
import { apart, labelled, modelLine } from "../core/report/screen.ts";
import { type EarlierSize, type SizeFacts, sizeLines, sizeMarkdown } from "../core/report/sizes.ts";
import { resources } from "../core/resources.generated.ts";
import { toCount } from "../core/text/numbers.ts";
import { readReport } from "../node/report-file.ts";
import { placeOf } from "./board-choice.ts";
import type { Invocation } from "./command.ts";
import { measureBoardSize } from "./measure-board-size.ts";
import { type MeasuredModel, noteResults, openMeasured, reportFailures } from "./measured-model.ts";
import { withProgress } from "./progress.ts";
import { printJson, report, type Terminal } from "./terminal.ts";

const JSON_VERSION = 1;

/** Measures flash, RAM and stack on boards; 5 where a limit or a board is too small. */
export async function runSize(terminal: Terminal, invocation: Invocation): Promise<number> {
  const { options } = invocation;
  const compare = options.compare as string | undefined;
  if (options.json && options.reporter !== undefined)
    fail("command/conflict", { first: "--json", second: `--reporter ${options.reporter}` });
  const earlier = compare === undefined ? {} : readReport(resolve(terminal.cwd, compare));
  const before: Record<string, EarlierSize | undefined> = {};
  for (const [id, found] of Object.entries(earlier)) before[id] = found.size;
  const { result, boards, limits, opened, packageFor } = await openMeasured(terminal, invocation);
  const sizes: SizeFacts[] = [];
  await withProgress(terminal, async (progress) => {
    for (const board of boards) {
      progress.show(`linking for ${placeOf(board, boards)}`);
      sizes.push(await measureBoardSize(board, packageFor(board), resources));
    }
  });
  noteResults(
    opened,
    sizes.filter(({ compiler }) => compiler).map((size) => ({ id: size.board, size })),
  );
  const { name } = result;
  if (options.json) {
    const compared = compare === undefined ? {} : { before };
    const document = { format: "mlc-size", version: JSON_VERSION, name, boards: sizes };
    printJson(terminal, { ...document, ...compared });
  } else if (options.reporter === "github") print(sizeMarkdown(name, sizes, before));
  else {
    const lines = apart(sizes.map((size) => sizeLines(size, before[size.board])));
    const unknown = compare === undefined ? [] : sizes.filter(({ board }) => !before[board]);
    print([modelLine(result), ...lines, ...unknownLines(unknown), ...installLines(sizes)]);
  }
  return reportLimits(terminal, sizes, limits);

  function print(lines: readonly string[]): void {
    for (const line of lines) terminal.stdout.write(`${line}\n`);
  }
}

/** Boards without a change to show. */
function unknownLines(boards: readonly SizeFacts[]): readonly string[] {
  if (boards.length === 0) return [];
  const ids = boards.map(({ board }) => board).join(", ");
  return [labelled("compare", `the earlier report has no sizes on ${ids}`)];
}

/** What is over a limit of the user's or of the board's. */
function reportLimits(
  terminal: Terminal,
  sizes: readonly SizeFacts[],
  { maxFlash = Infinity, maxRam = Infinity, maxStack = Infinity }: MeasuredModel["limits"],
): number {
  const limited = maxStack !== Infinity || maxRam !== Infinity;
  const unbounded = sizes.flatMap(({ board, noStack: why }) =>
    limited && why !== undefined ? [diagnostic("board/not-bounded", { board, why })] : [],
  );
  const over = sizes.flatMap(({ board, flash, ram, stack = 0, capacity }) =>
    [
      { what: "flash", is: flash, most: Math.min(maxFlash, capacity.flash) },
      { what: "RAM and stack", is: ram + stack, most: Math.min(maxRam, capacity.ram) },
      { what: "stack", is: stack, most: maxStack },
    ]
      .filter(({ is, most }) => is > most)
      .map(({ what, is, most }) =>
        diagnostic("board/over-limit", {
          ...{ board, what, is: `${toCount(is)} B`, limit: `${toCount(most)} B`, goal: "size" },
        }),
      ),
  );
  report(terminal, [...unbounded, ...over]);
  if (reportFailures(terminal, sizes)) return 4;
  return unbounded.length + over.length > 0 ? 5 : 0;
}
