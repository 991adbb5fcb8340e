import { largest } from "../../../math.ts";
import { type Plan, scoresOf, treesOf } from "../../../plan/plan.ts";
import { treePlacement } from "../../../plan/sums/tree-placement.ts";
import type { Emission } from "../emission.ts";
import type { PrintedTrees } from "../layouts/trees.ts";
import { unitsText } from "../leaf-pool.ts";
import { linearFactors } from "../linear-leaves.ts";
import { counterBits, printTable, type Table } from "../table.ts";
import type { ValuePrinter } from "../values.ts";
import { realConstant } from "./real-view.ts";
import type { SumPrinter } from "./sum-printer.ts";

/** `gearbox_sum()`: starts the sums, walks every tree, adds each leaf. */
export function printSumFunction(
  emission: Emission,
  {
    printer,
    trees,
    sums,
    given,
  }: {
    readonly printer: ValuePrinter;
    readonly trees: PrintedTrees;
    readonly sums: SumPrinter;
    /** What is passed in: its type, and how many columns are mixed of it, if they are. */
    readonly given: { readonly type: string; readonly mixed: number | undefined };
  },
): string {
  const { plan, engine, prefix } = emission;
  const { loop } = trees;
  const placement = placeTrees(plan);
  const { scoreOf } = placement;
  const { linear } = plan.leaves;
  const also = linear ? `, ${linearFactors(emission).name}` : "";
  const table = loop.packed && placement.kind === "table" ? printTreeScores(emission) : undefined;
  const text = engine.render("c/sum", {
    p: prefix.lower,
    comment: sumComment(plan),
    inputType: given.type,
    input: given.mixed === undefined ? "features" : "given",
    mixed: given.mixed === undefined ? "" : String(given.mixed),
    sumType: sums.type,
    prepared: printer.values !== "features",
    valuesType: printer.valuesType,
    slots: String(Math.max(1, plan.slots.length)),
    packed: loop.packed,
    rounds: placement.kind === "rounds" ? String(treesOf(plan) / placement.scores) : "",
    scores: String(placement.scores),
    scoreBits: counterBits(placement.scores),
    loopStart: plan.sum.kind === "vote" || plan.sum.kind === "median",
    sums: String(sums.count),
    start: startLines(emission),
    indexBits: loop.indexBits,
    sizeAt: loop.sizeAt,
    sizeEnd: loop.sizeEnd,
    values: printer.values,
    also,
    columns: linear?.columns ? String(linear.columns.length) : "",
    trees: String(treesOf(plan)),
    target: table ? `&sum[${table.at}tree${table.end}]` : "sum",
    calls: loop.calls.map(
      (call, tree) => `${prefix.lower}_add_leaf(${scoreOf(tree)}, ${call}${also});`,
    ),
    finishLoop: sums.finish.loop,
    finish: sums.finish.lines,
  });
  return table ? `${table.text}\n\n${text}` : text;
}

function placeTrees({ sum }: Plan) {
  const firstScore = "firstScore" in sum ? sum.firstScore : new Int32Array(1);
  const kind = treePlacement(sum);
  const scoreOf = (tree: number) => (kind === "one" ? "sum" : `&sum[${firstScore[tree]}]`);
  return { kind, scores: scoresOf(sum), scoreOf };
}

function printTreeScores(emission: Emission): Table {
  const { sum } = emission.plan;
  const firstScore = "firstScore" in sum ? sum.firstScore : new Int32Array();
  return printTable(emission, {
    name: "tree_score",
    type: largest(firstScore) > 255 ? "u16" : "u8",
    groups: [
      { comment: "the score that each tree adds to", elements: Array.from(firstScore, String) },
    ],
  });
}

function startLines(emission: Emission): readonly string[] {
  const { sum } = emission.plan;
  if (sum.kind === "integer") return Array.from(sum.base, (base, i) => `sum[${i}] = ${base};`);
  if (sum.kind !== "real") return [];
  return Array.from(
    sum.base,
    (base, i) => `sum[${i}] = ${realConstant(emission, sum.type, base)};`,
  );
}

function sumComment({ sum }: Plan): string {
  switch (sum.kind) {
    case "integer":
      return `Sums the leaves that the features reach${unitsText(sum)}.`;
    case "real":
      return "Sums the leaves that the features reach, in the trainer's order.";
    case "vote":
      return "Counts each tree's vote.";
    case "median":
      return "Sorts the leaves that the features reach.";
  }
}
