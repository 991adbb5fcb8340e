import { toCount } from "../text/numbers.ts";
import { printTable } from "../text/table.ts";
import { labelled } from "./screen.ts";

/** Bytes that a package takes on a board. */
export interface SizeFacts {
  readonly board: string;
  /** What compiled it; absent where all numbers are estimates. */
  readonly compiler?: string;
  /** The board's own compiler, where another one stands in for it. */
  readonly inPlaceOf?: string;
  readonly flash: number;
  readonly ram: number;
  /** The most that any function can take with all it calls; absent where `noStack` says why. */
  readonly stack?: number;
  readonly noStack?: string;
  /** The deepest that was seen of any function; absent where nothing ran it: `notSeen` says why. */
  readonly seen?: number;
  readonly notSeen?: string;
  /** The run did not end well, for the reason in `notSeen`. */
  readonly failed?: boolean;
  /** Rows that the stack was seen over, and what ran them. */
  readonly rows?: number;
  readonly emulator?: string;
  /** Parts of the flash, where measured. */
  readonly parts?: { readonly code: number; readonly constants: number; readonly helpers: number };
  /** Each function as if it were the only one that is called. */
  readonly functions: readonly FunctionFacts[];
  readonly capacity: { readonly flash: number; readonly ram: number };
  /** Why nothing was measured. */
  readonly notMeasured?: string;
  /** What installs what was missing. */
  readonly install?: string;
}

export interface FunctionFacts {
  readonly name: string;
  readonly flash: number;
  readonly ram: number;
  readonly stack?: number;
  readonly seen?: number;
}

/** The numbers that are compared with an earlier report's. */
export type EarlierSize = Partial<Pick<SizeFacts, "flash" | "ram" | "stack">>;

const BAR_CELLS = 10;

/** "[===       ] 31.2 % (10,064 of 32,256 bytes)" */
export function capacityBar(used: number, capacity: number, change = ""): string {
  const share = used / capacity;
  const filled = Math.min(BAR_CELLS, Math.floor(share * BAR_CELLS));
  const percent = (share * 100).toFixed(1);
  const bytes = `${toCount(used)} of ${toCount(capacity)} bytes${change}`;
  return `[${"=".repeat(filled).padEnd(BAR_CELLS)}] ${percent} % (${bytes})`;
}

/** The board's bars, then its functions. */
export function sizeLines(facts: SizeFacts, before?: EarlierSize): readonly string[] {
  const { board, compiler, flash, ram, stack, capacity, parts, functions, notMeasured } = facts;
  const about = compiler === undefined ? " ~" : "";
  const standIn = facts.inPlaceOf === undefined ? "" : ` in place of ${facts.inPlaceOf}`;
  const bar = (what: "flash" | "ram" | "stack", used: number, most: number, more = "") =>
    labelled(
      `${LABELS[what]}${about}`,
      `${capacityBar(used, most, change(used, before?.[what]))}${more}`,
    );
  return [
    labelled(
      board,
      notMeasured === undefined ? `linked by ${compiler}${standIn}` : `estimated: ${notMeasured}`,
    ),
    bar("flash", flash, capacity.flash, parts ? `: ${partsText(parts)}` : ""),
    bar("ram", ram, capacity.ram),
    stack === undefined
      ? labelled(LABELS.stack, `not bounded: ${facts.noStack}${seenText(facts)}`)
      : bar("stack", stack, capacity.ram, stackText(facts)),
    ...functionTable(functions).map((line) => labelled("", line)),
  ];
}

const LABELS = { flash: "Flash", ram: "RAM", stack: "Stack" } as const;

function partsText({ code, constants, helpers }: NonNullable<SizeFacts["parts"]>): string {
  return `code ${toCount(code)}, constants ${toCount(constants)}, compiler's helpers ${toCount(helpers)}`;
}

/** Nothing where it is an estimate. */
function stackText(facts: SizeFacts): string {
  return facts.compiler === undefined
    ? ""
    : `: the deepest way through its calls${seenText(facts)}`;
}

function seenText({ seen, notSeen, rows = 0, emulator }: SizeFacts): string {
  if (seen === undefined) return notSeen === undefined ? "" : `; not run, ${notSeen}`;
  return `; ${toCount(seen)} seen over ${toCount(rows)} rows on ${emulator}`;
}

/** ", +1,234": nothing where there was nothing before. */
function change(now: number, before: number | undefined): string {
  return typeof before === "number" ? `, ${signed(now - before)}` : "";
}

function signed(difference: number): string {
  if (difference === 0) return "±0";
  return difference < 0 ? `-${toCount(-difference)}` : `+${toCount(difference)}`;
}

function functionTable(functions: readonly FunctionFacts[]): readonly string[] {
  if (functions.length === 0) return [];
  const rows = functions.map(({ name, flash, ram, stack }) => [
    name,
    toCount(flash),
    toCount(ram),
    stack === undefined ? "" : toCount(stack),
  ]);
  const head = ["alone", "flash B", "RAM B", "stack B"];
  return printTable(head, rows, { right: [1, 2, 3] });
}

/** A table for a pull request; changes against the earlier report where it knows the board. */
export function sizeMarkdown(
  name: string,
  boards: readonly SizeFacts[],
  before: Readonly<Record<string, EarlierSize | undefined>>,
): readonly string[] {
  const compared = boards.some(({ board }) => before[board] !== undefined);
  const cell = (facts: SizeFacts, what: "flash" | "ram" | "stack") => {
    const used = facts[what];
    const about = facts.compiler === undefined ? "~ " : "";
    const earlier = before[facts.board]?.[what];
    const difference =
      used === undefined || typeof earlier !== "number" ? "" : signed(used - earlier);
    return [
      used === undefined ? "" : `${about}${toCount(used)}`,
      ...(compared ? [difference] : []),
    ];
  };
  const change = compared ? ["change"] : [];
  const head = [
    "board",
    "flash B",
    ...change,
    "of the board",
    "RAM B",
    ...change,
    "stack B",
    ...change,
  ];
  const rows = boards.map((facts) => [
    facts.board,
    ...cell(facts, "flash"),
    `${((100 * facts.flash) / facts.capacity.flash).toFixed(1)} %`,
    ...cell(facts, "ram"),
    ...cell(facts, "stack"),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const notes = boards.flatMap(({ board, notMeasured, noStack }) => [
    ...(notMeasured === undefined ? [] : [`${board}: estimated, ${notMeasured}`]),
    ...(noStack === undefined ? [] : [`${board}: stack not bounded, ${noStack}`]),
  ]);
  return [
    `### ${name}: size`,
    "",
    line(head),
    line(head.map((_, i) => (i === 0 ? "---" : "--:"))),
    ...rows.map(line),
    ...notes.flatMap((note) => ["", note]),
  ];
}
