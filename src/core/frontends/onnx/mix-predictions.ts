import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { anomalyValue } from "../../ir/head.ts";
import { type AnomalyHead, type ClassHead, type Head, valueHead } from "../../ir/model.ts";
import type { Forest, SumCombine } from "../../ir/predictors/forest/forest.ts";
import { exp } from "../../math.ts";
import { firstFloat } from "../first-float.ts";
import { classBlend, grownScores, valueBlend } from "./blends.ts";
import { summedValues, valueHeadOf } from "./heads.ts";
import { type Joined, sideBySide, sumOfTables } from "./mix-forest.ts";
import type { Chosen, Median, Mix, Row, TailOperation, Verdict } from "./values.ts";

/** What a graph predicts with several ensembles. */
export interface MixPrediction extends Joined {
  readonly head: Head;
}

/** The label of the first largest of a mix. */
export function classesOfMix({ of, labels }: Chosen, problems: Problems): MixPrediction {
  const joined = sumOfTables(of, problems);
  if (!joined) return classBlend(of, labels, problems);
  const decide = { kind: "argmax" } as const;
  const head = { kind: "classes", labels, type: of.outputType, decide } as const;
  if (of.tail.length === 0) return { ...joined, head: { ...head, link: "identity" as const } };
  return withSoftmax(joined, of, { ...head, link: "softmax" as const });
}

/** Sums over their weights, scaled, then a softmax: AdaBoost. */
function withSoftmax(joined: Joined, { tail, divisor, at }: Mix, head: ClassHead): MixPrediction {
  const [divide, multiply, power, share, ...others] = tail;
  const isThat =
    divide?.kind === "divide" &&
    multiply?.kind === "multiply" &&
    power?.kind === "exp" &&
    share?.kind === "share" &&
    others.length === 0;
  const [by, times] = isThat ? [divide.by, multiply.by] : [[], []];
  if (by.length !== 1 || times.length !== 1 || divisor !== 1) refuseTail(tail);
  const { combine } = joined.forest;
  const scaled: SumCombine = {
    ...(combine as SumCombine),
    divisor: new Float64Array(joined.forest.scores).fill(by[0]!),
    ...(times[0] === 1 ? {} : { scale: times[0]! }),
  };
  const forest = { ...joined.forest, combine: scaled };
  // The graph adds 1 to sums below 1, which it takes for zero.
  if (!(leastNormaliser(joined, by[0]! / times[0]!) > 1))
    fail("onnx/unsupported-tail", { operation: "share" }, { at });
  return { ...joined, forest, head };
}

/** Of n numbers whose mean is m or more, the powers of e add up to n e^m at least. */
function leastNormaliser({ forest }: Joined, divisor: number): number {
  const { scores, leaves } = forest;
  const means = Array.from({ length: leaves.values.length / leaves.stride }, (_, row) =>
    leaves.values.subarray(row * leaves.stride, (row + 1) * leaves.stride),
  ).map((row) => row.reduce((sum, x) => sum + x, 0) / scores);
  const least = Math.min(...means) * forest.roots.length;
  return scores * exp(least / divisor);
}

/** Values: a mix and its tail. */
export function valuesOfMix(mix: Mix, problems: Problems): MixPrediction {
  const joined = sumOfTables(mix, problems);
  if (!joined) return valueBlend(mix, problems);
  const { type, outputType, width: scores, divisor, tail } = mix;
  const of = { type, outputType, scores, isDivided: divisor !== 1, isBased: false };
  const { head, combine } = valueHeadOf(of, tail);
  return { ...joined, forest: withCombine(joined.forest, combine), head };
}

function withCombine(forest: Forest, combine: Partial<SumCombine>): Forest {
  return { ...forest, combine: { ...(forest.combine as SumCombine), ...combine } };
}

/** Values of regressors that stand side by side. */
export function valuesOfRow(row: Row, problems: Problems): MixPrediction {
  const grown = row.parts.map((part) => grownScores(part, problems));
  const read = row.parts.map(({ ensemble, tail }) => valueHeadOf(summedValues(ensemble), tail));
  const members = grown.map(({ ensemble, forest }, i) => ({
    ensemble,
    forest: forest && withCombine(forest, read[i]!.combine),
  }));
  const types = new Set(read.map(({ head }) => head.type));
  if (types.size > 1) fail("onnx/bad-node", { what: "values of several types" }, row);
  const links = read.flatMap(({ head }) => head.links);
  const head = { kind: "values", type: [...types][0]!, links } as const;
  return { ...sideBySide(members, row, problems), head };
}

/** The weighted median of trees' values. */
export function medianOf({ of, weights }: Median, problems: Problems): MixPrediction {
  const parts = of.parts.map((value) => ({ value, weight: 1 }));
  const sum = { kind: "mix", parts, divisor: 1, type: "f32", outputType: "f32" } as const;
  const joined = sumOfTables({ ...sum, width: 1, tail: [], at: of.at }, problems);
  // One value is the median, whatever it weighs.
  const weighted = { weights: Float64Array.from(weights), type: "f32" } as const;
  const combine = { kind: "median", ...(weights.length > 1 ? weighted : {}) } as const;
  const forest = { ...joined!.forest, combine };
  return { ...joined!, forest, head: { ...valueHead(1), type: "f32" } };
}

/** 1 and -1 by the path lengths of an isolation forest. */
export function anomalyOfMix({ of, values }: Verdict, problems: Problems): MixPrediction {
  const [divide, inverse, power, opposite, add, ...others] = of.tail;
  const isThat =
    divide?.kind === "divide" &&
    inverse?.kind === "negate" &&
    power?.kind === "power" &&
    opposite?.kind === "negate" &&
    add?.kind === "add" &&
    others.length === 0;
  const isNormalFirst = values[0] === 1 && values[1] === -1;
  if (!isThat || !isNormalFirst || of.divisor !== 1 || of.type !== "f32")
    return refuseTail(of.tail);
  const joined = sumOfTables(of, problems);
  if (!joined || !(divide.by[0]! > 0)) return refuseTail(of.tail);
  const head: AnomalyHead = {
    kind: "anomaly",
    type: "f32",
    normalFrom: 0,
    divisor: divide.by[0]!,
    offset: -add.by[0]!,
  };
  const normalFrom = firstFloat(0, (length) => anomalyValue(head, length) >= 0);
  return { ...joined, head: { ...head, normalFrom } };
}

function refuseTail(tail: readonly TailOperation[]): never {
  const last = tail.at(-1);
  const operation = last?.kind ?? "a verdict";
  fail("onnx/unsupported-tail", { operation }, last ? { at: last.at } : {});
}
