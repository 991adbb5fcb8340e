import type { Chain, Head, Model, ScalarOperation } from "../../src/core/ir/model.ts";
import { ForestBuilder } from "../../src/core/ir/predictors/forest/build.ts";
import type { Combine } from "../../src/core/ir/predictors/forest/forest.ts";
import { seededRandom } from "../../src/core/verify/random.ts";

type Random = () => number;

const pick = <T>(random: Random, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)]!;
const between = (random: Random, low: number, high: number) =>
  low + Math.floor(random() * (high - low + 1));

/** Thresholds and inputs where comparisons, casts and scalers have edges. */
const EDGES = [
  0,
  -0,
  1,
  -1,
  0.1,
  -0.1,
  2.5,
  1e-40,
  -1e-40,
  2 ** -149,
  2 ** -126,
  3.4028234663852886e38,
  -3.4028234663852886e38,
  1e39,
  -1e39,
  Infinity,
  -Infinity,
  0.30000000000000004,
  16777217,
];

function edgeValue(random: Random): number {
  const x = random() < 0.5 ? pick(random, EDGES) : (random() - 0.5) * 10 ** between(random, -3, 3);
  return random() < 0.5 ? Math.fround(x) : x;
}

export function edgeRow(random: Random, width: number, nan: boolean): Float64Array {
  return Float64Array.from({ length: width }, () =>
    nan && random() < 0.15 ? Number.NaN : edgeValue(random),
  );
}

/** A well-formed model drawn from a seed: any steps, compares, NaN directions, sums and heads. */
export function randomModel(seed: number): Model {
  const random = seededRandom(seed);
  const width = between(random, 1, 4);
  const shape = pick(random, SHAPES)(random);
  const trees = shape.rounds * between(random, 1, 4);
  const builder = new ForestBuilder(shape.stride);
  for (let tree = 0; tree < trees; tree++) {
    builder.beginTree(shape.rounds > 1 ? tree % shape.rounds : 0);
    growTree(builder, random, { width, depth: between(random, 0, 4), leaf: shape.leaf });
  }
  const scaled = random() < 0.6;
  return {
    origin: {
      library: "random",
      version: "",
      estimator: `seed ${seed}`,
      transformers: [],
      file: "random",
      sha256: "",
      notes: [],
    },
    inputs: {
      features: Array.from({ length: width }, (_, i) => ({ name: `f${i}` })),
      named: false,
      domain: "f64",
      mayBeMissing: true,
      training: { seen: "unknown", because: "drawn at random" },
    },
    steps: scaled
      ? [{ kind: "map", chains: Array.from({ length: width }, () => randomChain(random)) }]
      : [],
    predictor: builder.finish(shape.scores, shape.combine),
    head: shape.head,
  };
}

interface Shape {
  readonly stride: number;
  readonly scores: number;
  /** Trees of one round, one a score. */
  readonly rounds: number;
  readonly combine: Combine;
  readonly head: Head;
  leaf(random: Random): number[];
}

const labels = (count: number) => ({
  type: "integer" as const,
  names: Array.from({ length: count }, (_, i) => String(i)),
});
const real = (random: Random, type: "f32" | "f64") => {
  const x = random() < 0.3 ? between(random, -3, 3) / 4 : random() - 0.5;
  return type === "f32" ? Math.fround(x) : x;
};

const SHAPES: readonly ((random: Random) => Shape)[] = [
  (random) => {
    const type = pick(random, ["f32", "f64"] as const);
    const base = Float64Array.of(real(random, type));
    return {
      stride: 1,
      scores: 1,
      rounds: 1,
      combine: { kind: pick(random, ["sum", "mean"] as const), accumulator: type, base },
      head: { kind: "values" },
      leaf: (r) => [real(r, type)],
    };
  },
  (random) => {
    const type = pick(random, ["f32", "f64"] as const);
    const value = pick(random, [0, 0.25, 2 ** -24]);
    const base = Float64Array.of(real(random, type));
    return {
      stride: 1,
      scores: 1,
      rounds: 1,
      // LightGBM's random forests average scores before the sigmoid.
      combine: { kind: pick(random, ["sum", "mean"] as const), accumulator: type, base },
      head: {
        kind: "classes",
        labels: labels(2),
        link: "sigmoid",
        type,
        decide: { kind: "threshold", compare: pick(random, ["ge", "gt"] as const), value },
      },
      leaf: (r) => [real(r, type)],
    };
  },
  (random) => {
    const type = pick(random, ["f32", "f64"] as const);
    const classes = between(random, 2, 4);
    const base = Float64Array.from({ length: classes }, () => real(random, type));
    return {
      stride: 1,
      scores: classes,
      rounds: classes,
      combine: { kind: "sum", accumulator: type, base },
      head: {
        kind: "classes",
        labels: labels(classes),
        link: "softmax",
        type,
        decide: { kind: "argmax" },
      },
      leaf: (r) => [real(r, type)],
    };
  },
  (random) => {
    const classes = between(random, 2, 4);
    const pure = random() < 0.4;
    return {
      stride: classes,
      scores: classes,
      rounds: 1,
      combine: { kind: "mean", accumulator: "f64", base: new Float64Array(classes) },
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
  (random) => {
    const classes = between(random, 2, 4);
    return {
      stride: 1,
      scores: classes,
      rounds: 1,
      combine: { kind: "vote", ties: "first-to-reach" },
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
  () => ({
    stride: 1,
    scores: 1,
    rounds: 1,
    combine: { kind: "median" },
    head: { kind: "values" },
    leaf: (r) => [real(r, "f64")],
  }),
];

function fractions(random: Random, classes: number, pure: boolean): number[] {
  const counts = Array.from({ length: classes }, () => (pure ? 0 : between(random, 0, 5)));
  counts[between(random, 0, classes - 1)]!++;
  const sum = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => count / sum);
}

function growTree(
  builder: ForestBuilder,
  random: Random,
  {
    width,
    depth,
    leaf,
  }: {
    readonly width: number;
    readonly depth: number;
    readonly leaf: (random: Random) => number[];
  },
): void {
  if (depth === 0 || random() < 0.15) {
    builder.leaf(leaf(random), between(random, 1, 50));
    return;
  }
  const type = pick(random, ["f32", "f64"] as const);
  const threshold = edgeValue(random);
  builder.split({
    feature: between(random, 0, width - 1),
    threshold: type === "f32" ? Math.fround(threshold) : threshold,
    compare: pick(random, ["lt", "le"] as const),
    type,
    missing: pick(random, ["left", "right"] as const),
    samples: between(random, 2, 100),
  });
  growTree(builder, random, { width, depth: depth - 1, leaf });
  growTree(builder, random, { width, depth: depth - 1, leaf });
}

function randomChain(random: Random): Chain {
  const type = pick(random, ["f32", "f64"] as const);
  const constant = () => pick(random, [0.1, -0.3, 3, 1e-3, -2.5, 1234.5678, 1 / 3]);
  const kinds = [
    "add",
    "subtract",
    "multiply",
    "divide",
    "clip",
    "impute",
    "flush",
    "binarize",
  ] as const;
  const operations = Array.from({ length: between(random, 0, 3) }, (): ScalarOperation => {
    const kind = pick(random, kinds);
    if (kind === "clip") return { kind, low: -1, high: between(random, 0, 2), type };
    if (kind === "binarize") return { kind, above: constant() };
    if (kind === "flush") return { kind, limit: pick(random, [1e-35, 0.1, 2]) };
    return kind === "impute" ? { kind, by: constant() } : { kind, by: constant(), type };
  });
  return random() < 0.7 ? [...operations, { kind: "cast", type: "f32" }] : operations;
}
