import type { CompileResult } from "../compile.ts";
import { labelsOf } from "../ir/model.ts";
import type { Cost } from "../plan/cost/cost.ts";
import { outcomeText } from "../plan/outcome.ts";
import { type Plan, treesOf } from "../plan/plan.ts";
import type { Board } from "../targets/target.ts";
import { counted, toBound, toCount } from "../text/numbers.ts";

/** Width of the first column; a longer name pushes its line. */
const LABEL_WIDTH = 9;

/** A line of the screen: a label, then text in its column. */
export function labelled(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH - 1)} ${text}`;
}

/** Blocks of lines with an empty line before each, where there are several. */
export function apart(blocks: readonly (readonly string[])[]): readonly string[] {
  return blocks.length < 2 ? blocks.flat() : blocks.flatMap((lines) => ["", ...lines]);
}

/** What a compile decided, for people: the model, the plan, its size on the board. */
export function compileScreen(result: CompileResult): readonly string[] {
  const { plan, target } = result;
  return [
    modelLine(result),
    `${labelled("plan", planWords(plan)).padEnd(60)}   other plans: mlc inspect … --plan`,
    sizeLine(plan.estimate, target.board, target.defaulted),
  ];
}

/** What was compiled: name, estimator, size, trainer. */
export function modelLine({ name, source, plan }: CompileResult): string {
  const { origin, inputs, head } = source;
  const outcome = outcomeText(head, source.predictor.scores);
  const text = [
    origin.estimator,
    counted(treesOf(plan), "tree", "trees"),
    `${counted(inputs.features.length, "feature", "features")} → ${outcome}`,
  ].join(", ");
  const library = `${origin.library}${origin.version ? ` ${origin.version}` : ""}`;
  const folded = plan.mixing.length > 0 ? "rows normalized" : "scaler folded";
  const scaler = origin.transformers.length > 0 ? `, ${folded}` : "";
  return `${labelled(name, text)}   (${library}${scaler})`;
}

/** "packed · bits · u16 leaves · same class on all inputs" */
function planWords({ body, encoding, leaves, sum, head }: Plan): string {
  const stored =
    sum.kind === "vote"
      ? []
      : [`${leaves.type} leaves${leaves.kind === "pool" ? " in a pool" : ""}`];
  return [body.layout, encoding, ...stored, sumWords(sum, head)].join(" · ");
}

function sumWords(sum: Plan["sum"], head: Plan["head"]): string {
  switch (sum.kind) {
    case "integer":
      if (head.kind === "values") {
        const linked = head.links.some(({ kind }) => kind !== "identity");
        return `${linked ? "scores " : ""}within ${toBound(Math.max(...sum.bounds))}`;
      }
      if (!sum.proven) return "bounded sums";
      return `the trainer's ${labelsOf(head) ? "class" : "label"} on all inputs`;
    case "real":
      return "exact sums";
    case "vote":
      return "exact votes";
    case "median":
      return "exact median";
  }
}

const BAR_CELLS = 10;

function sizeLine({ flash, ram, stack }: Cost, board: Board, defaulted: boolean): string {
  const where = `${board.id}${defaulted ? " (default; --board to change)" : ""}`;
  const share = isMachine(board) ? "" : `  ${shareBar(flash / board.flash)}`;
  return [
    `${labelled("flash ~", `${toSize(flash)}${share}`)}`,
    `ram ~ ${toSize(ram)}`,
    `stack ~ ${toSize(stack)}`,
    where,
  ].join("   ");
}

/** Whether sizes say nothing about the board: it is the machine that mlc runs on. */
export function isMachine({ clockHz }: Board): boolean {
  return clockHz === 0;
}

/** "[=         ] 0.2 %" */
export function shareBar(share: number): string {
  const filled = Math.min(BAR_CELLS, Math.ceil(share * BAR_CELLS));
  const percent = share < 0.1 ? (share * 100).toFixed(1) : toCount(share * 100);
  return `[${"=".repeat(filled).padEnd(BAR_CELLS)}] ${percent} %`;
}

/** "60 B", "9.8 kB" (of 1,000 bytes), "1.2 MB". */
export function toSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, size] = bytes < 999_950 ? ["kB", bytes / 1e3] : ["MB", bytes / 1e6];
  return `${size < 99.95 ? size.toFixed(1) : toCount(size)} ${unit}`;
}

/** The framework's next step for a package written to `folder`. */
export function nextStep({ name, target, files }: CompileResult, folder: string): string {
  const { framework } = target;
  const source = framework.files.find(({ role }) => role === "source");
  const path = source?.path.replaceAll("{name}", name);
  const split = files.some((file) => file.path === path);
  const text = split ? framework.next : (framework.nextHeaderOnly ?? framework.next);
  return text.replaceAll("{out}", folder).replaceAll("{name}", name);
}

export interface Written {
  /** As the user would type it: "./gearbox". */
  readonly folder: string;
  readonly files: number;
  readonly next: string;
}

export function writtenLines({ folder, files, next }: Written): readonly string[] {
  const [first = "", ...more] = next.split("\n");
  return [
    labelled("wrote", `${folder} (${counted(files, "file", "files")})    next: ${first}`),
    ...more.map((line) => labelled("", line)),
  ];
}
