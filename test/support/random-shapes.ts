import {
  type ClassHead,
  choicesHead,
  type Head,
  type ValueHead,
  type ValueLink,
  valueHead,
} from "../../src/core/ir/model.ts";
import { type FloatType, roundTo } from "../../src/core/ir/number-type.ts";
import {
  type Combine,
  divisors,
  type SumCombine,
} from "../../src/core/ir/predictors/forest/forest.ts";
import { between, pick, type Random } from "./random.ts";
import { BLENDS } from "./random-blends.ts";

/** How the leaves of a random model look, how they are combined, and what is made of the scores. */
export interface Shape {
  readonly stride: number;
  readonly scores: number;
  /** Trees of one round, one a score. */
  readonly rounds: number;
  readonly head: Head;
  combine(trees: number): Combine;
  /** A row of the leaf pool, of a tree that adds to scores from `score` on. */
  leaf(random: Random, score: number): number[];
}

const TYPES: readonly FloatType[] = ["f32", "f64"];

const labels = (count: number) => ({
  type: "integer" as const,
  names: Array.from({ length: count }, (_, i) => String(i)),
});

/** A number around 0, short or long, of a magnitude. */
function real(random: Random, type: FloatType, magnitude = 1): number {
  const x = (random() < 0.3 ? between(random, -3, 3) / 4 : random() - 0.5) * magnitude;
  return type === "f32" ? Math.fround(x) : x;
}

const reals = (random: Random, type: FloatType, count: number) =>
  Float64Array.from({ length: count }, () => real(random, type));

/** What happens to sums after the last tree: nothing, a mean, or anything. */
function finish(random: Random, type: FloatType, scores: number): Partial<SumCombine> {
  const round = (x: number) => (type === "f32" ? Math.fround(x) : x);
  const kind = random();
  if (kind < 0.4) return {};
  if (kind < 0.6) return { divisor: divisors(scores, between(random, 2, 9)) };
  const constant = () => pick(random, [0.1, 3, 0.7, 12.5, 1 / 3, 1].map(round));
  const some = <T>(value: T) => (random() < 0.6 ? value : undefined);
  const parts = {
    divisor: some(Float64Array.from({ length: scores }, constant)),
    scale: some(constant()),
    bias: some(reals(random, type, scores)),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

/** Sums of `scores` scores: vector leaves, or one score a tree. */
function sums(
  random: Random,
  type: FloatType,
  scores: number,
  { vector = random() < 0.4, magnitudes = [1] }: { vector?: boolean; magnitudes?: number[] } = {},
): Omit<Shape, "head"> {
  const combine: SumCombine = {
    kind: "sum",
    accumulator: type,
    base: reals(random, type, scores),
    ...finish(random, type, scores),
  };
  const magnitude = (score: number) => magnitudes[score % magnitudes.length]!;
  return {
    stride: vector ? scores : 1,
    scores,
    rounds: vector ? 1 : scores,
    combine: () => combine,
    leaf: (r, score) =>
      vector
        ? Array.from({ length: scores }, (_, i) => real(r, type, magnitude(i)))
        : [real(r, type, magnitude(score))],
  };
}

function fractions(random: Random, classes: number, pure: boolean): number[] {
  const counts = Array.from({ length: classes }, () => (pure ? 0 : between(random, 0, 5)));
  counts[between(random, 0, classes - 1)]!++;
  const sum = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => count / sum);
}

const threshold = (random: Random, value: number): ClassHead["decide"] => ({
  kind: "threshold",
  compare: pick(random, ["ge", "gt"] as const),
  value,
});

const maybeScale = (random: Random) =>
  random() < 0.5 ? {} : { linkScale: pick(random, [0.7, 2, 0.011, 17.3]) };

const LINKS = ["identity", "exp", "sigmoid", "log1pexp", "signed-square", "step"] as const;

function link(random: Random, kind: ValueLink["kind"], type: FloatType): ValueLink {
  if (kind === "step") {
    const compare = pick(random, ["ge", "gt"] as const);
    return { kind, limit: { compare, value: pick(random, [0, 0.25, -1, 2 ** -24]) } };
  }
  if (kind === "signed-square" || random() < 0.5) return { kind };
  const scale = pick(random, [0.7, 2, 0.011, 17.3]);
  return { kind, scale: type === "f32" ? Math.fround(scale) : scale };
}

function links(random: Random, scores: number, type: FloatType): ValueHead {
  const own = Array.from({ length: scores }, () => link(random, pick(random, LINKS), type));
  const one = Array.from({ length: scores }, () => own[0]!);
  const sorted = random() < 0.3;
  return {
    kind: "values",
    type,
    links: sorted || random() < 0.5 ? one : own,
    ...(sorted ? { sorted } : {}),
  };
}

/** Magnitudes at which e^x is ordinary, leaves float32 or is all but nothing. */
const magnitude = (random: Random) => pick(random, [1, 1, 8, 80, 2 ** -20]);

export const SHAPES: readonly ((random: Random) => Shape)[] = [
  // One value.
  (random) => ({ ...sums(random, pick(random, TYPES), 1), head: valueHead(1) }),
  // Several values, of different magnitudes.
  (random) => {
    const scores = between(random, 2, 4);
    const magnitudes = pick(random, [[1], [1, 1000], [1e-6, 1, 1e6]]);
    const sorted = random() < 0.3 ? ({ sorted: true } as const) : {};
    return {
      ...sums(random, pick(random, TYPES), scores, { magnitudes }),
      head: { ...valueHead(scores), ...sorted },
    };
  },
  // Values behind links.
  (random) => {
    const type = pick(random, TYPES);
    const scores = pick(random, [1, 1, 2, 3]);
    return {
      ...sums(random, type, scores, { magnitudes: [magnitude(random)] }),
      head: links(random, scores, type),
    };
  },
  // Log-odds; LightGBM's random forests average them first.
  (random) => {
    const type = pick(random, TYPES);
    return {
      ...sums(random, type, 1),
      head: {
        kind: "classes",
        labels: labels(2),
        link: pick(random, ["sigmoid", "sigmoid", "step"] as const),
        ...maybeScale(random),
        type,
        decide: threshold(random, pick(random, [0, 0.25, 2 ** -24, 0.1])),
      },
    };
  },
  // A score a class.
  (random) => {
    const type = pick(random, TYPES);
    const classes = between(random, 2, 4);
    const softmax = random() < 0.6;
    const divided = softmax && type === "f64" && random() < 0.4;
    return {
      ...sums(random, type, classes),
      head: {
        kind: "classes",
        labels: labels(classes),
        link: softmax ? "softmax" : "sigmoids",
        ...(softmax ? {} : maybeScale(random)),
        ...(divided ? { linkDivisor: classes - 1 + random() } : {}),
        type,
        decide: { kind: "argmax" },
      },
    };
  },
  // Means of probabilities.
  (random) => {
    const classes = between(random, 2, 4);
    const pure = random() < 0.4;
    const combine: SumCombine = {
      kind: "sum",
      accumulator: "f64",
      base: new Float64Array(classes),
      divisor: divisors(classes, between(random, 1, 7)),
    };
    return {
      stride: classes,
      scores: classes,
      rounds: 1,
      combine: () => combine,
      head: {
        kind: "classes",
        labels: labels(classes),
        link: "identity",
        type: "f64",
        decide: { kind: "argmax" },
      },
      leaf: (r) => fractions(r, classes, pure),
    };
  },
  // One probability for two classes.
  (random) => {
    const type = pick(random, TYPES);
    const trees = between(random, 1, 4);
    const combine: SumCombine = {
      kind: "sum",
      accumulator: type,
      base: new Float64Array(1),
      ...(random() < 0.5 ? { divisor: divisors(1, trees) } : {}),
    };
    return {
      stride: 1,
      scores: 1,
      rounds: 1,
      combine: () => combine,
      head: {
        kind: "classes",
        labels: labels(2),
        link: "complement",
        type,
        decide: threshold(random, 0.5),
      },
      leaf: (r) => [type === "f32" ? Math.fround(r()) : r()],
    };
  },
  // Several classifications at once.
  (random) => {
    const choices = choicesHead([[0, 1], pick(random, [[0, 1, 2], [-1, 0.5], [7]]), [3, 1]]);
    const scores = choices.choices.reduce((sum, { classes }) => sum + classes.length, 0);
    const mean = random() < 0.7;
    return {
      stride: scores,
      scores,
      rounds: 1,
      combine: (trees) => ({
        kind: "sum",
        accumulator: "f64",
        base: new Float64Array(scores),
        ...(mean ? { divisor: divisors(scores, trees) } : {}),
      }),
      head: choices,
      leaf: (r) => Array.from({ length: scores }, () => pick(r, [0, 0.25, 1 / 3, 2 / 3, r()])),
    };
  },
  // Votes.
  (random) => {
    const classes = between(random, 2, 4);
    return {
      stride: 1,
      scores: classes,
      rounds: 1,
      combine: () => ({ kind: "vote", ties: "first-to-reach" }),
      head: {
        kind: "classes",
        labels: labels(classes),
        link: "identity",
        type: "f64",
        decide: { kind: "winner" },
      },
      leaf: (r) => [between(r, 0, classes - 1)],
    };
  },
  // Medians, of equal trees or of weighted ones.
  (random) => {
    const weighted = random() < 0.6;
    const weights: number[] = [];
    return {
      stride: 1,
      scores: 1,
      rounds: 1,
      combine(trees) {
        while (weights.length < trees) weights.push(pick(random, [random(), random(), 0.5, 0, 3]));
        weights[0] = random() + 0.1;
        if (!weighted) return { kind: "median" };
        const type = pick(random, ["f32", "f64"] as const);
        const rounded = Float64Array.from(weights, (weight) => roundTo(type, weight));
        return { kind: "median", weights: rounded, ...(type === "f32" ? { type } : {}) };
      },
      head: valueHead(1),
      leaf: (r) => [pick(r, [real(r, "f64"), 0.25, -0.5])],
    };
  },
  // Path lengths.
  (random) => {
    const whole = random() < 0.3;
    const type = pick(random, ["f32", "f64"] as const);
    const number = (...list: number[]) => roundTo(type, pick(random, list));
    return {
      stride: 1,
      scores: 1,
      rounds: 1,
      combine: () => ({ kind: "sum", accumulator: type, base: new Float64Array(1) }),
      head: {
        kind: "anomaly",
        type,
        normalFrom: number(4, 9.5, 6.1),
        divisor: number(3, 10.24, 700.5),
        offset: number(-0.5, -0.61, 0, -3),
      },
      leaf: (r) => [whole ? between(r, 1, 5) : roundTo(type, 1 + 4 * r())],
    };
  },
  ...BLENDS,
];
