import { intOf, type OnnxNode } from "./node.ts";
import type { Operator } from "./operator.ts";
import type { Tensor } from "./tensor.ts";
import type { Median, MedianStage, Row, Value } from "./values.ts";

/**
 * The weighted median of regressors' values, as converters write AdaBoost's: values are sorted by
 * `TopK` of their negatives, equal ones by their place; weights are added up in that order; the
 * first value whose sum reaches half of the last one is the result.
 */
export const MEDIAN_OPERATORS: Readonly<Record<string, Operator>> = {
  Mul: (_, [a, b]) => {
    if (b?.kind !== "constant") return undefined;
    if (a?.kind === "row" && isScalar(b.tensor, "f32", -1)) return startOf(a);
    return isAt(a, "total") && isScalar(b.tensor, "f32", 0.5) ? [next(a, "half")] : undefined;
  },
  TopK: (node, [values, count]) => {
    const isDefault =
      isOfRow(node, -1) && intOf(node, "largest", 1) === 1 && intOf(node, "sorted", 1) === 1;
    if (!isDefault || !isAt(values, "negated") || count?.kind !== "constant") return undefined;
    if (!isScalar(count.tensor, "i64", values.of.parts.length)) return undefined;
    return [next(values, "sorted"), next(values, "order")];
  },
  ArrayFeatureExtractor: (_, [a, b]) => {
    if (a?.kind === "constant" && isAt(b, "order")) return weightedBy(b, a.tensor);
    if (!isAt(a, "sums") || b?.kind !== "constant") return undefined;
    return isScalar(b.tensor, "i64", a.weights.length - 1) ? [next(a, "total")] : undefined;
  },
  CumSum: (node, [input, axis]) => {
    const isPlain = intOf(node, "exclusive", 0) === 0 && intOf(node, "reverse", 0) === 0;
    const along = axis?.kind === "constant" && axis.tensor.values[0] === 1;
    return isPlain && along && isAt(input, "ordered") ? [next(input, "sums")] : undefined;
  },
  Less: (_, [a, b]) =>
    isAt(a, "sums") && isAt(b, "half") && isSame(a, b) ? [next(a, "below")] : undefined,
  Cast: (node, [input]) =>
    isAt(input, "below") && intOf(node, "to", 0) === 1 ? [next(input, "below-numbers")] : undefined,
  ArgMin: (node, [input]) =>
    isOfRow(node, 0) && intOf(node, "select_last_index", 0) === 0 && isAt(input, "below-numbers")
      ? [next(input, "first")]
      : undefined,
  GatherElements: (node, [a, b]) => {
    if (!isOfRow(node, 0)) return undefined;
    if (isAt(a, "order") && isAt(b, "first") && a.of === b.of) return [next(b, "place")];
    return a?.kind === "row" && isAt(b, "place") && a === b.of ? [next(b, "median")] : undefined;
  },
};

function isOfRow(node: OnnxNode, fallback: number): boolean {
  return [1, -1].includes(intOf(node, "axis", fallback));
}

/** Values of one tree each, one number a value. */
function startOf(of: Row): readonly Value[] | undefined {
  const isTree = of.parts.every(
    ({ ensemble, tail }) =>
      ensemble.scores === 1 &&
      ensemble.roots.length === 1 &&
      ensemble.outputType === "f32" &&
      tail.length === 0,
  );
  return isTree ? [{ kind: "median", of, weights: [], stage: "negated" }] : undefined;
}

function weightedBy(median: Median, { values, type }: Tensor): readonly Value[] | undefined {
  const count = median.of.parts.length;
  // There may be zeros for trees that were never trained.
  const weights = Array.from(values).slice(0, count);
  const fits = type === "f32" && weights.length === count;
  const isSound = weights.every((weight) => weight >= 0 && Number.isFinite(weight));
  return fits && isSound ? [next({ ...median, weights }, "ordered")] : undefined;
}

function isAt(value: Value | undefined, stage: MedianStage): value is Median {
  return value?.kind === "median" && value.stage === stage;
}

function next(median: Median, stage: MedianStage): Median {
  return { ...median, stage };
}

function isSame(a: Median, b: Median): boolean {
  return a.of === b.of && a.weights === b.weights;
}

function isScalar({ type, values }: Tensor, wanted: string, value: number): boolean {
  return type === wanted && values.length === 1 && values[0] === value;
}
