import type { CostTable } from "../targets/target.ts";
import { counted, toCount, toQuantity } from "../text/numbers.ts";
import { labelled } from "./screen.ts";

/** What a prediction costs on a board. */
export interface CountFacts {
  readonly board: string;
  /** What ran it; absent where nothing did, and `notMeasured` says why. */
  readonly emulator?: string;
  readonly compiler?: string;
  /** The board's own compiler, where another one stands in for it. */
  readonly inPlaceOf?: string;
  readonly unit?: CostTable["unit"];
  /** Whether the emulator counts what the chip would; modelled cycles are marked. */
  readonly exact?: boolean;
  readonly mean?: number;
  readonly worst?: number;
  readonly rows?: number;
  /** Of these, rows the user gave; the others are made from the model. */
  readonly given?: number;
  /** Rows there are; more than `rows` where those are a sample by `seed`. */
  readonly total?: number;
  readonly seed?: number;
  /** Cycles a second; only where cycles are exact. */
  readonly clockHz?: number;
  /** The longest path through every tree, by the core's cost table. */
  readonly estimate: { readonly worst: number; readonly unit: CostTable["unit"] };
  readonly notMeasured?: string;
  /** What installs what was missing. */
  readonly install?: string;
  /** The run did not end well, for the reason in `notMeasured`. */
  readonly failed?: boolean;
}

export function countLines(facts: CountFacts): readonly string[] {
  const { board, emulator, unit, exact, mean, worst, estimate, notMeasured } = facts;
  // A table is measured on some models; on another it can be wrong, and must not pass for a bound.
  const low = worst !== undefined && unit === estimate.unit && worst > estimate.worst;
  const bound = labelled(
    "static ~",
    `${countText(estimate.worst, estimate.unit)} on the longest paths, by the core's cost table${low ? ", which is too low here" : ""}`,
  );
  if (mean === undefined || worst === undefined || unit === undefined)
    return [labelled(board, `not measured: ${notMeasured}`), bound];
  const about = exact ? "" : " ~";
  const modelled = exact ? "" : " (modelled, as from RAM)";
  const line = (label: string, count: number) =>
    labelled(`${label}${about}`, `${countText(count, unit)}${timeText(count, facts.clockHz)}`);
  return [
    labelled(board, `predict() by ${builtBy(facts)} on ${emulator}${modelled}, ${rowsText(facts)}`),
    line("mean", mean),
    line("worst", worst),
    bound,
  ];
}

function builtBy({ compiler, inPlaceOf }: CountFacts): string {
  return inPlaceOf === undefined ? `${compiler}` : `${compiler} in place of ${inPlaceOf}`;
}

function countText(count: number, unit: CostTable["unit"]): string {
  return `${toCount(count)} ${unit}`;
}

function timeText(cycles: number, clockHz: number | undefined): string {
  if (clockHz === undefined) return "";
  return `, ${toQuantity((cycles / clockHz) * 1e6)} us at ${toQuantity(clockHz / 1e6)} MHz`;
}

function rowsText({ rows = 0, given = 0, total = 0, seed }: CountFacts): string {
  const text = counted(rows, "row", "rows");
  const whose = given > 0 ? " of yours" : " made from the model";
  return total > rows
    ? `${text}${whose}, a sample of ${toCount(total)} by seed ${seed}`
    : text + whose;
}
