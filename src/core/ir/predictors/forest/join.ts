import { largest } from "../../../math.ts";
import { ForestBuilder } from "./build.ts";
import {
  accumulatorOf,
  COMPARE_F32,
  type Combine,
  type Forest,
  IN_SET,
  LEAF,
  LESS_THAN,
  leafRow,
  MISSING_LEFT,
  type SumCombine,
  treeEnd,
} from "./forest.ts";
import { linearOf } from "./linear.ts";

/** A forest on its way into a larger one. */
export interface ForestPart {
  readonly forest: Forest;
  /** The feature of the whole that each of its features is. */
  readonly features: ArrayLike<number>;
  /** The score of the whole that each of its scores is. */
  readonly scores: ArrayLike<number>;
}

/**
 * The trees of all parts, in their order, in one forest. Leaf rows are as wide as the widest part
 * needs; a narrower one adds zeros to its neighbours' scores, which changes none.
 */
export function joinForests(
  parts: readonly ForestPart[],
  scores: number,
  combine: Combine,
): Forest {
  const stride = largest(parts.map(widestRow));
  const builder = new ForestBuilder(stride);
  for (const part of parts) {
    part.forest.roots.forEach((_, tree) => {
      addTree(builder, part, tree, { stride, scores });
    });
  }
  return builder.finish(scores, combine);
}

/** Parts with scores of their own, one part's behind the other's, and what is done to each sum. */
export function joinSums(
  parts: readonly Omit<ForestPart, "scores">[],
  combines: readonly SumCombine[],
): Forest {
  let scores = 0;
  const placed = parts.map((part) => {
    const first = scores;
    scores += part.forest.scores;
    return {
      ...part,
      scores: Int32Array.from({ length: part.forest.scores }, (_, i) => first + i),
    };
  });
  const column = (name: "base" | "divisor" | "bias", absent: number) =>
    combines.flatMap((combine, part) =>
      Array.from(combine[name] ?? new Float64Array(placed[part]!.scores.length).fill(absent)),
    );
  const some = (name: "divisor" | "bias", absent: number) =>
    combines.some((combine) => combine[name])
      ? { [name]: Float64Array.from(column(name, absent)) }
      : {};
  const accumulators = combines.flatMap((combine, part) =>
    Array.from(placed[part]!.scores, (_, score) => accumulatorOf(combine, score)),
  );
  const alike = accumulators.every((type) => type === accumulators[0]);
  return joinForests(placed, scores, {
    kind: "sum",
    accumulator: alike ? accumulators[0]! : accumulators,
    base: Float64Array.from(column("base", 0)),
    // Division by one and adding a negative zero change no number.
    ...some("divisor", 1),
    ...some("bias", -0),
  });
}

/** Scores of the whole from the first to the last that a leaf row of the part reaches. */
function widestRow({ forest, scores }: ForestPart): number {
  const firsts = new Set(forest.firstScore);
  return largest(
    Array.from(firsts, (first) => {
      const reached = Array.from({ length: forest.leaves.stride }, (_, i) => scores[first + i]!);
      return largest(reached) - smallest(reached) + 1;
    }),
  );
}

function smallest(values: readonly number[]): number {
  return -largest(values.map((value) => -value));
}

function addTree(
  builder: ForestBuilder,
  { forest, features, scores }: ForestPart,
  tree: number,
  whole: { readonly stride: number; readonly scores: number },
): void {
  const { nodes, sets, firstScore, leaves } = forest;
  const reached = Array.from({ length: leaves.stride }, (_, i) => scores[firstScore[tree]! + i]!);
  const first = Math.min(smallest(reached), whole.scores - whole.stride);
  builder.beginTree(first);
  for (let node = forest.roots[tree]!; node < treeEnd(forest, tree); node++) {
    const weight = nodes.samples?.[node] ?? -1;
    const samples = weight >= 0 ? { samples: weight } : {};
    if (nodes.kind[node] === LEAF) {
      const row = new Float64Array(whole.stride);
      leafRow(forest, nodes.operand[node]!).forEach((value, i) => {
        row[reached[i]! - first] = value;
      });
      builder.leaf(row, samples.samples, linearOf(forest, nodes.operand[node]!, features));
      continue;
    }
    const flags = nodes.flags[node]!;
    const test = {
      feature: features[nodes.feature[node]!]!,
      type: (flags & COMPARE_F32) !== 0 ? ("f32" as const) : ("f64" as const),
      missing: (flags & MISSING_LEFT) !== 0 ? ("left" as const) : ("right" as const),
      ...samples,
    };
    if (nodes.kind[node] === IN_SET) {
      builder.splitSet({ ...test, edges: sets[nodes.operand[node]!]! });
    } else {
      const compare = (flags & LESS_THAN) !== 0 ? "lt" : "le";
      builder.split({ ...test, threshold: nodes.threshold[node]!, compare });
    }
  }
}
