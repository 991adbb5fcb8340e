import {
  type BlendHead,
  type ClassHead,
  isLinked,
  type Model,
  probabilityHead,
  type ValueHead,
  valueHead,
} from "../ir/model.ts";
import {
  type Forest,
  LEAF,
  oneAccumulator,
  type SumCombine,
  treeEnd,
} from "../ir/predictors/forest/forest.ts";

/** A blend as one sum. */
export interface FoldedBlend {
  readonly model: Model;
  readonly combine: SumCombine;
  readonly head: ClassHead | ValueHead;
  /** How many models it was. */
  readonly members: number;
  /** The leaf pool's row that stands for a row of the blend's own pool, in the tree that reaches it. */
  rowOf(tree: number, row: number): number;
}

/**
 * Averages of scores as they are (forests' probabilities, regressors' values) are one sum: each
 * leaf times its member's weight. The same but for rounding; undefined where a member has a link.
 */
export function foldBlend({ head, ...model }: Model): FoldedBlend | undefined {
  const { combine } = model.predictor;
  if (head.kind !== "blend" || combine.kind !== "sum") return undefined;
  if (head.how === "hard" || !head.members.every(hasScoresOnly)) return undefined;
  const folded = foldedHead(head);
  const outputs = folded.kind === "values" ? folded.links.length : folded.labels.names.length;
  const places = placesOf(head, model.predictor.scores);
  const factor = places.map(({ weight }, score) => weight / (combine.divisor?.[score] ?? 1));
  const base = new Float64Array(outputs);
  places.forEach(({ output, weight }, score) => {
    base[output]! += combine.base[score]! * factor[score]! + (combine.bias?.[score] ?? 0) * weight;
  });
  const { forest, rowOf } = foldLeaves(model.predictor, { places, factor, outputs });
  const sum: SumCombine = {
    kind: "sum",
    // The coarsest of all that the trainer rounds to.
    accumulator: oneAccumulator(combine) === "f64" && head.type === "f64" ? "f64" : "f32",
    base,
    divisor: new Float64Array(outputs).fill(head.divisor),
  };
  return {
    model: { ...model, head: folded, predictor: { ...forest, combine: sum } },
    combine: sum,
    head: folded,
    members: head.members.length,
    rowOf,
  };
}

function hasScoresOnly({ head }: BlendHead["members"][number]): boolean {
  if (head.kind === "classes") return head.link === "identity";
  return !head.sorted && !head.links.some(isLinked);
}

function foldedHead(head: BlendHead): ClassHead | ValueHead {
  if (head.how === "average") return valueHead(head.members[0]!.head.links.length);
  return probabilityHead(head.labels);
}

interface Place {
  readonly output: number;
  readonly weight: number;
}

/** The output that each score counts for, and how much. */
function placesOf({ members }: BlendHead, scores: number): readonly Place[] {
  const places: Place[] = [];
  members.forEach((member, i) => {
    const count = (members[i + 1]?.firstScore ?? scores) - member.firstScore;
    const classes = "classes" in member ? member.classes : undefined;
    for (let own = 0; own < count; own++) {
      places.push({ output: classes?.[own] ?? own, weight: member.weight ?? 1 });
    }
  });
  return places;
}

interface Folding {
  readonly places: readonly Place[];
  readonly factor: readonly number[];
  readonly outputs: number;
}

/** The forest with a leaf row a member and row, one number an output. */
function foldLeaves(forest: Forest, { places, factor, outputs }: Folding) {
  const { leaves, nodes, roots } = forest;
  const rows = new Map<string, number>();
  const values: number[] = [];
  const fold = (tree: number, row: number) => {
    const first = forest.firstScore[tree]!;
    const key = `${first},${row}`;
    const known = rows.get(key);
    if (known !== undefined) return known;
    const folded = new Float64Array(outputs);
    for (let i = 0; i < leaves.stride; i++) {
      const { output } = places[first + i]!;
      folded[output]! += leaves.values[row * leaves.stride + i]! * factor[first + i]!;
    }
    rows.set(key, rows.size);
    values.push(...folded);
    return rows.size - 1;
  };
  const operand = nodes.operand.slice();
  roots.forEach((root, tree) => {
    for (let node = root; node < treeEnd(forest, tree); node++) {
      if (nodes.kind[node] === LEAF) operand[node] = fold(tree, nodes.operand[node]!);
    }
  });
  const folded: Forest = {
    ...forest,
    nodes: { ...nodes, operand },
    firstScore: new Int32Array(roots.length),
    scores: outputs,
    leaves: { stride: outputs, values: Float64Array.from(values) },
  };
  return { forest: folded, rowOf: fold };
}
