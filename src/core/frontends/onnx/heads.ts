import { fail } from "../../diagnostics/diagnostic.ts";
import type { ClassHead, Decision, ValueHead, ValueLink } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import type { SumCombine } from "../../ir/predictors/forest/forest.ts";
import type { Ensemble, LeafWeight } from "./ensemble.ts";
import { hasNegativeWeight } from "./tree-operators.ts";
import type { Member } from "./trees.ts";
import type { ArithmeticTail, Label, Probabilities, TailOperation } from "./values.ts";

/** The head of a classifier's label and probabilities. */
export function classHead(
  { ensemble, labels }: Label,
  { link, scale }: Pick<Probabilities, "link" | "scale">,
  trees: readonly (readonly Member[])[],
): ClassHead {
  if (link === "opposite") fail("onnx/opposite-scores", {}, { at: ensemble.at });
  return {
    kind: "classes",
    labels,
    link,
    ...(scale === 1 ? {} : { linkScale: scale }),
    type: ensemble.outputType,
    decide: decisionOf(ensemble, trees),
  };
}

/** The label is judged on sums, before any transform. */
function decisionOf(ensemble: Ensemble, trees: readonly (readonly Member[])[]): Decision {
  const { limit } = ensemble;
  if (limit !== undefined) return { kind: "threshold", compare: "gt", value: limit };
  if (!largestIsWritten(ensemble, trees)) fail("onnx/unwritten-class", {}, { at: ensemble.at });
  return { kind: "argmax" };
}

/**
 * Is the class with the first largest sum one that a leaf wrote to? onnxruntime chooses among those
 * only. Base values write to all; some tree may write to a class in every leaf; and where no weight
 * is negative and every leaf of some tree has a positive one, the largest sum is above zero.
 */
function largestIsWritten(ensemble: Ensemble, trees: readonly (readonly Member[])[]): boolean {
  if (ensemble.base.length > 0) return true;
  const positive = (tree: readonly Member[]) =>
    leavesOf(ensemble, tree).every((leaf) => leaf.some(({ value }) => value > 0));
  if (!hasNegativeWeight(ensemble.nodes) && trees.some(positive)) return true;
  return writtenScores(ensemble, trees).always.size === ensemble.scores;
}

function leavesOf({ nodes }: Ensemble, tree: readonly Member[]): (readonly LeafWeight[])[] {
  return tree
    .filter(({ node }) => nodes.mode[node] === "LEAF")
    .map(({ node }) => nodes.weights[node]!);
}

/** Scores that every leaf of some tree writes to, and those that any leaf does. */
function writtenScores(
  ensemble: Ensemble,
  trees: readonly (readonly Member[])[],
): { always: ReadonlySet<number>; ever: ReadonlySet<number> } {
  const always = new Set<number>();
  const ever = new Set<number>();
  for (const tree of trees) {
    const counts = new Map<number, number>();
    const leaves = leavesOf(ensemble, tree);
    for (const { score } of leaves.flat()) counts.set(score, (counts.get(score) ?? 0) + 1);
    for (const [score, count] of counts) {
      ever.add(score);
      if (count === leaves.length) always.add(score);
    }
  }
  return { always, ever };
}

/**
 * What is added to each score of a regression last. Of several scores onnxruntime gives 0, without
 * base value, for those that no leaf wrote to.
 */
export function addedLast(
  ensemble: Ensemble,
  trees: readonly (readonly Member[])[],
): readonly number[] {
  const { base, scores, at } = ensemble;
  if (scores === 1 || base.length === 0) return base;
  const { always, ever } = writtenScores(ensemble, trees);
  return base.map((value, score) => {
    if (value === 0 || always.has(score)) return value;
    if (ever.has(score)) fail("onnx/base-of-some-rows", { score }, { at });
    return 0;
  });
}

/** Sums of a regression. */
export interface SummedValues {
  readonly scores: number;
  readonly type: FloatType;
  readonly outputType: FloatType;
  /** Whether sums are divided, or have a base added, before anything else. */
  readonly isDivided: boolean;
  readonly isBased: boolean;
}

export function summedValues({
  scores,
  type,
  outputType,
  base,
  aggregate,
}: Ensemble): SummedValues {
  const isDivided = aggregate === "average";
  return { scores, type, outputType, isDivided, isBased: base.length > 0 };
}

/** The head of a regression, and what its tail changes about the sum. */
export function valueHeadOf(
  { scores, type, outputType, isDivided, isBased }: SummedValues,
  tail: readonly TailOperation[],
): { head: ValueHead; combine: Partial<SumCombine> } {
  const rest = [...tail];
  /** The next operation's constants, one a score, if it is of this kind. */
  const take = (kind: ArithmeticTail["kind"]) => {
    const [next] = rest;
    if (next?.kind !== kind || (kind === "multiply" && next.by.some((by) => by <= 0))) {
      return undefined;
    }
    rest.shift();
    return Float64Array.from({ length: scores }, (_, i) => next.by[i] ?? next.by[0]!);
  };
  const isPlain = !isBased && outputType === type;
  const divisor = isPlain && !isDivided ? take("divide") : undefined;
  const bias = isPlain ? take("add") : undefined;
  const scale = take("multiply");
  const linked = rest[0]?.kind === "exp" || rest[0]?.kind === "sigmoid" ? rest.shift() : undefined;
  const factor = linked?.kind === "exp" ? take("multiply") : undefined;
  const left = rest[0];
  if (left) fail("onnx/unsupported-tail", { operation: left.kind }, { at: left.at });
  const unlessOne = <K extends string>(key: K, x: number | undefined) =>
    x === undefined || x === 1 ? {} : ({ [key]: x } as { readonly [P in K]: number });
  const links = Array.from(
    { length: scores },
    (_, i): ValueLink => ({
      kind: (linked?.kind ?? "identity") as ValueLink["kind"],
      ...unlessOne("scale", scale?.[i]),
      ...unlessOne("factor", factor?.[i]),
    }),
  );
  const combine = { ...(divisor ? { divisor } : {}), ...(bias ? { bias } : {}) };
  return { head: { kind: "values", type: outputType, links }, combine };
}
