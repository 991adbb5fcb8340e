import type { Step } from "../../core/ir/model.ts";
import { ForestBuilder } from "../../core/ir/predictors/forest/build.ts";
import type { LinearSpec } from "../../core/ir/predictors/forest/linear.ts";
import type { Random, Shape } from "./shapes.ts";

/** How many trees there are, and of what kind. */
export interface Build {
  readonly trees: number;
  /** Splits on a path at most. */
  readonly depth: number;
  /** Leaves a tree, grown as training does; without, trees are full but for a subtree in eight. */
  readonly grown?: number;
  readonly features: number;
  /** Different thresholds that splits draw from, a feature. */
  readonly cuts: number;
  readonly thresholds: "halves" | "reals" | "signed";
  /** Different leaves. */
  readonly leaves: number;
  readonly nan: "left" | "right" | "both";
  /** Share of splits that test sets. */
  readonly sets?: number;
  readonly linear?: { readonly terms: number; readonly flush: boolean };
  readonly steps?: readonly Step[];
}

/** What leaves and splits are drawn from. */
interface Growing {
  readonly random: Random;
  readonly build: Build;
  readonly leaves: readonly (readonly number[])[];
  /** Ascending. */
  readonly thresholds: readonly number[];
}

/** A node of a tree that is not in a forest yet. */
type Node = Leaf | Split;
interface Leaf {
  readonly kind: "leaf";
}
interface Split {
  readonly kind: "split";
  readonly feature: number;
  /** Which of the thresholds. */
  readonly cut: number;
  readonly left: Node;
  readonly right: Node;
}

/** Trees of a build, whose leaves and order are a shape's. */
export function growForest(shape: Shape, build: Build, random: Random): ForestBuilder {
  const builder = new ForestBuilder(shape.stride);
  const leaves = Array.from({ length: build.leaves }, () => shape.leaf(random));
  const growing = { random, build, leaves, thresholds: thresholdsOf(build) };
  for (let tree = 0; tree < build.trees; tree++) {
    builder.beginTree(shape.scoreOf(tree));
    const root = build.grown === undefined ? drawTree(growing) : learnTree(growing, build.grown);
    addNode(builder, growing, root);
  }
  return builder;
}

function thresholdsOf({ cuts, thresholds }: Build): readonly number[] {
  const all = Array.from({ length: cuts }, (_, cut) => {
    if (thresholds === "halves") return cut + 0.5;
    const real = Math.fround(Math.sin(cut + 1) * (cut + 1) * 3);
    return thresholds === "signed" ? real : Math.abs(real);
  });
  return all.sort((a, b) => a - b);
}

/** Splits of any feature at any threshold. */
function drawTree(growing: Growing, depth = 0): Node {
  const { random, build } = growing;
  if (depth === build.depth || (depth > 0 && random() < 0.12)) return { kind: "leaf" };
  const feature = Math.floor(random() * build.features);
  const cut = Math.floor(random() * build.cuts);
  const left = drawTree(growing, depth + 1);
  return { kind: "split", feature, cut, left, right: drawTree(growing, depth + 1) };
}

/** A part of the data that the tree may split: its share, and the thresholds of each feature inside. */
interface Part {
  readonly share: number;
  readonly depth: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
  split?: {
    readonly feature: number;
    readonly cut: number;
    readonly left: Part;
    readonly right: Part;
  };
}

/** Splits the largest part first, each within its bounds; earlier features more often. */
function learnTree({ random, build }: Growing, leaves: number): Node {
  const bounds = (value: number) => new Array<number>(build.features).fill(value);
  const root: Part = { share: 1, depth: 0, from: bounds(0), to: bounds(build.cuts) };
  const open = [root];
  for (let count = 1; count < leaves && open.length > 0; ) {
    const part = open.reduce((a, b) => (b.share > a.share ? b : a));
    const feature = Math.floor(random() ** 2 * build.features);
    const first = part.from[feature]!;
    const width = part.to[feature]! - first;
    const cut = first + Math.floor(random() * width);
    open.splice(open.indexOf(part), 1);
    if (width === 0 || part.depth === build.depth) continue;
    const share = (cut - first + 0.5) / width;
    const depth = part.depth + 1;
    const left = { ...part, depth, share: part.share * share, to: part.to.with(feature, cut) };
    const from = part.from.with(feature, cut + 1);
    const right = { ...part, depth, share: part.share * (1 - share), from };
    part.split = { feature, cut, left, right };
    open.push(left, right);
    count++;
  }
  return toNode(root);
}

function toNode({ split }: Part): Node {
  if (!split) return { kind: "leaf" };
  return { kind: "split", ...split, left: toNode(split.left), right: toNode(split.right) };
}

function addNode(builder: ForestBuilder, growing: Growing, node: Node): void {
  const { random, leaves } = growing;
  if (node.kind === "leaf") {
    builder.leaf(leaves[Math.floor(random() * leaves.length)]!, undefined, linearSpec(growing));
    return;
  }
  addSplit(builder, growing, node);
  addNode(builder, growing, node.left);
  addNode(builder, growing, node.right);
}

function addSplit(builder: ForestBuilder, growing: Growing, { feature, cut }: Split): void {
  const { random, build, thresholds } = growing;
  const missing = build.nan === "both" ? (random() < 0.5 ? "left" : "right") : build.nan;
  const test = { feature, type: "f32", missing } as const;
  if (build.sets === undefined || random() >= build.sets) {
    builder.split({ ...test, threshold: thresholds[cut]!, compare: "le" });
    return;
  }
  const others = Array.from({ length: 3 }, () => Math.floor(random() * build.cuts));
  const edges = new Set([cut, ...others].map((each) => thresholds[each]!));
  builder.splitSet({ ...test, edges: [...edges].sort((a, b) => a - b) });
}

function linearSpec({ random, build }: Growing): LinearSpec | undefined {
  if (!build.linear) return undefined;
  const { terms } = build.linear;
  return {
    constant: random() - 0.5,
    features: Array.from({ length: terms }, (_, i) => (i * 3) % build.features),
    coefficients: Array.from({ length: terms }, () => (random() - 0.5) * 10),
  };
}
