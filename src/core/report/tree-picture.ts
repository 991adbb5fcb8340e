import type { Model } from "../ir/model.ts";
import {
  type Forest,
  LEAF,
  leafRow,
  MISSING_LEFT,
  treeEnd,
} from "../ir/predictors/forest/forest.ts";
import { testText } from "../ir/predictors/forest/print.ts";
import { behindMixing } from "../ir/steps.ts";
import { counted, toQuantity } from "../text/numbers.ts";

/**
 * A tree drawn in text, "yes" above "no". `folded` has its steps folded, so that thresholds are of
 * the rows that come in. Subtrees deeper than `depth` splits are cut off with their size.
 *
 * ```
 * temperature <= 60
 * ├─ yes: vibration_rms <= 1.25 (NaN: yes)
 * │       ├─ yes: 0.31
 * │       └─ no:  -0.2
 * └─ no:  1.5
 * ```
 */
export function treePicture(folded: Model, tree: number, depth: number): readonly string[] {
  const { predictor } = folded;
  const root = predictor.roots[tree]!;
  const lines = [pictureTitle(folded, tree)];
  const pending = [{ node: root, first: "", rest: "", level: 0 }];
  while (pending.length > 0) {
    const { node, first, rest, level } = pending.pop()!;
    lines.push(first + nodeText(folded, node, level >= depth));
    if (predictor.nodes.kind[node] === LEAF || level >= depth) continue;
    const branch = (child: number, last: boolean) => ({
      node: child,
      first: `${rest}${last ? "└─ no:  " : "├─ yes: "}`,
      rest: `${rest}${last ? "        " : "│       "}`,
      level: level + 1,
    });
    pending.push(branch(predictor.nodes.right[node]!, true));
    pending.push(branch(predictor.nodes.left[node]!, false));
  }
  return lines;
}

function pictureTitle({ predictor, head }: Model, tree: number): string {
  const { roots, firstScore, scores, leaves } = predictor;
  const nodes = treeEnd(predictor, tree) - roots[tree]!;
  const perClass = head.kind === "classes" && scores > 1 && leaves.stride === 1;
  const label =
    perClass && predictor.combine.kind === "sum" ? head.labels.names[firstScore[tree]!] : undefined;
  const score = label === undefined ? "" : `, adds to the score of ${label}`;
  return `tree ${tree} of ${roots.length}: ${counted(nodes, "node", "nodes")}${score}`;
}

function nodeText(model: Model, node: number, cut: boolean): string {
  const { predictor, inputs } = model;
  const { nodes } = predictor;
  if (nodes.kind[node] === LEAF) return leafText(model, leafRow(predictor, nodes.operand[node]!));
  const flags = nodes.flags[node]!;
  // Where training saw none, the file's directions mean nothing.
  const missing = inputs.mayBeMissing && inputs.training.seen !== "no";
  const nan = missing && (flags & MISSING_LEFT) !== 0 ? " (NaN: yes)" : "";
  const { features } = behindMixing(model).inputs;
  const name = features[nodes.feature[node]!]!.name;
  const test = `${name} ${testText(predictor, node, toQuantity)}${nan}`;
  return cut ? `${test} ... ${counted(sizeBelow(predictor, node), "node", "nodes")} below` : test;
}

/** Nodes of the subtrees below a split: preorder, so they are the run up to the last right leaf. */
function sizeBelow({ nodes }: Forest, split: number): number {
  let last = split;
  while (nodes.kind[last] !== LEAF) last = nodes.right[last]!;
  return last - split;
}

function leafText({ head, predictor }: Model, row: Float64Array): string {
  const names = head.kind === "classes" ? head.labels.names : [];
  if (predictor.combine.kind === "vote") return names[row[0]!] ?? String(row[0]);
  const values = Array.from(row, toQuantity);
  if (row.length === 1 || names.length !== row.length) return values.join(" ");
  const best = row.indexOf(Math.max(...row));
  return `${names[best]} (${values.join(" ")})`;
}
