import {
  type Chain,
  type Lookup,
  type MapStep,
  type Model,
  mapEach,
  type ScalarOperation,
} from "../../src/core/ir/model.ts";
import { ForestBuilder } from "../../src/core/ir/predictors/forest/build.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { between, pick, type Random } from "./random.ts";
import { SHAPES } from "./random-shapes.ts";

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
  const steps = random() < 0.6 ? [randomStep(random, width)] : [];
  const columns = steps[0]?.columns.length ?? width;
  const sets = pick(random, [0, 0, 0.4]);
  const builder = new ForestBuilder(shape.stride);
  for (let tree = 0; tree < trees; tree++) {
    const score = shape.rounds > 1 ? tree % shape.rounds : 0;
    builder.beginTree(score);
    growTree(builder, random, {
      width: columns,
      depth: between(random, 0, 4),
      sets,
      leaf: (r) => shape.leaf(r, score),
    });
  }
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
    steps,
    predictor: builder.finish(shape.scores, shape.combine(trees)),
    head: shape.head,
  };
}

function growTree(
  builder: ForestBuilder,
  random: Random,
  {
    width,
    depth,
    sets,
    leaf,
  }: {
    readonly width: number;
    readonly depth: number;
    /** How many of the splits test sets. */
    readonly sets: number;
    readonly leaf: (random: Random) => number[];
  },
): void {
  if (depth === 0 || random() < 0.15) {
    builder.leaf(leaf(random), between(random, 1, 50));
    return;
  }
  const type = pick(random, ["f32", "f64"] as const);
  const number = () => {
    const x = edgeValue(random);
    return type === "f32" ? Math.fround(x) : x;
  };
  const test = {
    feature: between(random, 0, width - 1),
    type,
    missing: pick(random, ["left", "right"] as const),
    samples: between(random, 2, 100),
  } as const;
  if (random() < sets) {
    const edges = Array.from({ length: between(random, 0, 6) }, number);
    builder.splitSet({ ...test, edges: ascending(edges) });
  } else {
    const compare = pick(random, ["lt", "le"] as const);
    builder.split({ ...test, threshold: number(), compare });
  }
  growTree(builder, random, { width, depth: depth - 1, sets, leaf });
  growTree(builder, random, { width, depth: depth - 1, sets, leaf });
}

/** Distinct as numbers: -0 and 0 are one edge. */
function ascending(numbers: readonly number[]): number[] {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.filter((x, i) => i === 0 || sorted[i - 1]! < x);
}

/** Columns in their places, now and then others beside them. */
function randomStep(random: Random, width: number): MapStep {
  const own = Array.from({ length: width }, () => randomChain(random));
  const more = random() < 0.3 ? between(random, 1, 3) : 0;
  const others = Array.from({ length: more }, () => ({
    from: between(random, 0, width - 1),
    chain: randomChain(random),
  }));
  return { kind: "map", columns: [...mapEach(own).columns, ...others] };
}

function randomLookup(random: Random): Lookup {
  const edges = ascending(Array.from({ length: between(random, 0, 4) }, () => edgeValue(random)));
  const value = () => pick(random, [null, null, Number.NaN, 0, 1, -2, 0.3, 7]);
  return {
    kind: "lookup",
    edges,
    values: Array.from({ length: edges.length + 1 }, value),
    missing: value(),
  };
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
    "truncate",
    "lookup",
  ] as const;
  const operations = Array.from({ length: between(random, 0, 3) }, (): ScalarOperation => {
    const kind = pick(random, kinds);
    if (kind === "clip") return { kind, low: -1, high: between(random, 0, 2), type };
    if (kind === "lookup") return randomLookup(random);
    if (kind === "truncate") return { kind };
    if (kind === "flush") return { kind, limit: pick(random, [1e-35, 0.1, 2]) };
    return kind === "impute" ? { kind, by: constant() } : { kind, by: constant(), type };
  });
  return random() < 0.7 ? [...operations, { kind: "cast", type: "f32" }] : operations;
}
