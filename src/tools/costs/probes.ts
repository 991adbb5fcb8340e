import {
  type MapStep,
  type Model,
  mapEach,
  type NormalizeStep,
  type Step,
} from "../../core/ir/model.ts";
import type { ForestBuilder } from "../../core/ir/predictors/forest/build.ts";
import type { CompileOptions } from "../../core/options.ts";
import type { LeafTable } from "../../core/plan/plan.ts";
import { seededRandom } from "../../core/verify/random.ts";
import { type Build, growForest } from "./grow.ts";
import { SHAPES, type Shape } from "./shapes.ts";

/** A small model and a plan for it. */
export interface Probe {
  readonly title: string;
  readonly model: Model;
  readonly options: Partial<CompileOptions>;
  /** How integer leaves are stored. */
  readonly leaves: LeafTable["kind"];
}

type Plan = Pick<CompileOptions, "layout" | "encoding" | "inputType" | "missing">;

/** Every way to test inputs. */
const TESTS: readonly Partial<Plan>[] = [
  { encoding: "bits", missing: "finite" },
  { encoding: "bits", missing: "exact" },
  { encoding: "rank", missing: "finite" },
  { encoding: "rank", missing: "exact" },
  { encoding: "float", missing: "finite" },
  { encoding: "integer", inputType: "u8" },
  { encoding: "integer", inputType: "i16" },
  { encoding: "integer", inputType: "i32" },
  { encoding: "rank", inputType: "i16" },
];

const SMALL: Build = {
  trees: 6,
  depth: 3,
  features: 5,
  cuts: 4,
  thresholds: "halves",
  leaves: 20,
  nan: "right",
};

/** Trees of all sizes, behind the simplest of sums. */
const FORESTS: readonly Build[] = [
  { ...SMALL, trees: 2, depth: 0 },
  { ...SMALL, trees: 1, depth: 2 },
  { ...SMALL, trees: 1, depth: 6, leaves: 300, cuts: 30 },
  { ...SMALL, trees: 3, depth: 1 },
  { ...SMALL, trees: 40, depth: 1, thresholds: "reals", cuts: 10, leaves: 300 },
  { ...SMALL, trees: 12, depth: 3, thresholds: "signed", nan: "both" },
  { ...SMALL, trees: 8, depth: 5, thresholds: "reals", cuts: 40, leaves: 200 },
  { ...SMALL, trees: 25, depth: 4, features: 12, thresholds: "signed", cuts: 12, leaves: 90 },
  {
    ...SMALL,
    trees: 15,
    depth: 5,
    features: 40,
    thresholds: "reals",
    cuts: 9,
    leaves: 500,
    nan: "both",
  },
  { ...SMALL, trees: 60, depth: 3, features: 30, thresholds: "reals", cuts: 20, leaves: 400 },
  { ...SMALL, trees: 5, depth: 7, features: 20, thresholds: "halves", cuts: 16, leaves: 600 },
  {
    ...SMALL,
    trees: 20,
    depth: 6,
    features: 64,
    thresholds: "halves",
    cuts: 5,
    leaves: 30,
    nan: "left",
  },
  { ...SMALL, trees: 3, depth: 8, features: 3, thresholds: "signed", cuts: 280, leaves: 900 },
  { ...SMALL, trees: 100, depth: 2, features: 18, thresholds: "reals", cuts: 30, leaves: 250 },
];

const SETS: readonly Build[] = [
  { ...SMALL, sets: 0.4, cuts: 6 },
  { ...SMALL, sets: 1, trees: 4, cuts: 12 },
  { ...SMALL, sets: 0.3, trees: 14, depth: 4, features: 9, cuts: 20, nan: "both" },
];

/** Ranks of more than eight bits. */
const WIDE: readonly Build[] = [
  { ...SMALL, trees: 6, depth: 7, features: 2, cuts: 900, thresholds: "reals", leaves: 40 },
  { ...SMALL, trees: 20, depth: 5, features: 2, cuts: 900, thresholds: "signed", leaves: 500 },
];

/** A scaler in binary64. */
function scaled(
  features: number,
  kinds: readonly ("add" | "subtract" | "multiply" | "divide" | "clip")[],
): MapStep {
  const chain = kinds.map((kind, i) =>
    kind === "clip"
      ? ({ kind, low: -9, high: 40, type: "f64" } as const)
      : ({ kind, by: 1.3 + i, type: "f64" } as const),
  );
  return mapEach(Array.from({ length: features }, () => chain));
}

const LINEAR: readonly Build[] = [
  { ...SMALL, linear: { terms: 1, flush: true } },
  { ...SMALL, linear: { terms: 3, flush: false }, trees: 10 },
  { ...SMALL, linear: { terms: 5, flush: true }, trees: 4, features: 8 },
  { ...SMALL, linear: { terms: 2, flush: false }, steps: [scaled(5, ["subtract", "divide"])] },
  { ...SMALL, linear: { terms: 3, flush: false }, trees: 3, steps: [scaled(5, ["divide"])] },
  { ...SMALL, linear: { terms: 1, flush: false }, steps: [scaled(5, ["subtract", "multiply"])] },
  { ...SMALL, linear: { terms: 2, flush: false }, steps: [scaled(5, ["add"])] },
  {
    ...SMALL,
    linear: { terms: 4, flush: false },
    trees: 4,
    features: 8,
    steps: [scaled(8, ["multiply", "add", "clip"])],
  },
];

const cast: MapStep = mapEach(Array.from({ length: 5 }, () => [{ kind: "cast", type: "f32" }]));
const operations = (
  kinds: readonly ("add" | "subtract" | "multiply" | "divide" | "clip" | "impute")[],
): MapStep =>
  mapEach(
    Array.from({ length: 5 }, () => [
      ...kinds.map((kind) => {
        if (kind === "clip") return { kind, low: -3, high: 3, type: "f32" } as const;
        return kind === "impute"
          ? ({ kind, by: 0.5 } as const)
          : ({ kind, by: 1.5, type: "f32" } as const);
      }),
      { kind: "cast", type: "f32" } as const,
    ]),
  );
const norm = (kind: "l1" | "l2" | "max"): NormalizeStep => ({
  kind: "normalize",
  norm: kind,
  type: "f32",
});

const MIXED: readonly Build[] = [
  { ...SMALL, steps: [cast, norm("l1")] },
  { ...SMALL, steps: [cast, norm("l2")] },
  { ...SMALL, steps: [cast, norm("max")] },
  { ...SMALL, steps: [operations(["add"]), norm("l2")] },
  { ...SMALL, steps: [operations(["multiply"]), norm("l1")] },
  { ...SMALL, steps: [operations(["subtract", "multiply"]), norm("l2")] },
  { ...SMALL, steps: [operations(["subtract", "multiply"]), norm("max")] },
  { ...SMALL, steps: [operations(["subtract", "divide"]), norm("l1")] },
  { ...SMALL, steps: [operations(["divide", "clip"]), norm("max")] },
  { ...SMALL, steps: [operations(["impute", "add"]), norm("l1"), norm("max")] },
  { ...SMALL, steps: [cast, norm("l1"), operations(["clip"]), norm("l2")] },
  { ...SMALL, steps: [cast, { ...norm("l2"), span: [1, 3] }] },
];

/** If/else trees of larger packages: how far branches reach and constants lie decides their size. */
const LARGE: readonly Build[] = (
  [
    [10, 7, 64, 3, "halves", 300],
    [50, 4, 30, 40, "reals", 700],
    [100, 3, 10, 60, "reals", 500],
    [30, 5, 8, 200, "signed", 60],
    [8, 8, 20, 12, "halves", 40],
    [40, 4, 100, 6, "halves", 900],
    [16, 6, 36, 90, "signed", 900],
    [70, 3, 50, 9, "reals", 20],
    [12, 6, 12, 16, "halves", 10],
    [24, 5, 24, 24, "signed", 250],
  ] as const
).map(([trees, depth, features, cuts, thresholds, leaves]) => ({
  ...SMALL,
  ...{ trees, depth, features, cuts, thresholds, leaves },
}));

/**
 * Forests as training leaves them: trees a score, leaves a tree, depth, features, and cuts. Leaves
 * differ but where trees are grown until each holds one class.
 */
const LEARNED: readonly Build[] = (
  [
    [1, 8, 3, 4, 30, "signed"],
    [1, 20, 6, 6, 100, "reals"],
    [4, 8, 3, 4, 60, "reals"],
    [6, 8, 3, 5, 60, "signed"],
    [3, 31, 9, 8, 200, "reals"],
    [10, 6, 4, 13, 300, "reals"],
    [20, 8, 3, 10, 200, "signed"],
    [15, 31, 8, 16, 500, "reals"],
    [40, 8, 3, 30, 100, "signed"],
    [8, 40, 9, 20, 2000, "signed"],
    [25, 15, 5, 8, 100, "reals"],
    [10, 150, 14, 64, 16, "halves", 10],
    [6, 300, 20, 20, 4000, "signed", 600],
    [60, 4, 2, 12, 150, "reals"],
    [50, 31, 6, 30, 255, "signed"],
    [40, 160, 14, 64, 16, "halves", 10],
  ] as const
).map(([trees, grown, depth, features, cuts, thresholds, leaves = 5000]) => ({
  ...SMALL,
  ...{ trees, grown, depth, features, cuts, thresholds, leaves },
}));

const LEARNED_SHAPES = [
  ...["two classes", "value", "three classes", "forest of three"],
  ...["value of float32", "forest of ten", "two classes of float32", "votes"],
] as const;

const LAYOUTS = ["branches", "packed"] as const;
const OUTPUTS = ["all", "all", "class", "all", "probability", "all", "decision"] as const;

/** A probe with its leaves inline. */
type Inline = Omit<Probe, "leaves">;

/** Every probe: they are none of the models that the estimates are judged on. */
export function probes(): readonly Probe[] {
  const trees = [...drawnProbes(), ...largeProbes(), ...learnedProbes()];
  const pooled = trees.filter(({ options }, i) => options.sums === "auto" && i % 3 === 1);
  return [
    ...[...trees, ...shapedProbes()].map((probe) => ({ ...probe, leaves: "inline" as const })),
    ...pooled.map((probe) => ({
      ...probe,
      title: `${probe.title}, pooled`,
      leaves: "pool" as const,
    })),
  ];
}

function* drawnProbes(): Generator<Inline> {
  const ranks = TESTS.filter(({ encoding }) => encoding === "rank");
  for (const [kind, builds, tests] of [
    ["forest", FORESTS, TESTS],
    ["sets", SETS, ranks],
    ["wide", WIDE, ranks],
    ["linear", LINEAR, TESTS.filter((_, i) => i % 3 === 0)],
    ["mixed", MIXED, TESTS.filter((_, i) => i === 1 || i === 3)],
  ] as const)
    for (const [number, build] of builds.entries()) {
      const forest = kind === "forest";
      const shape = SHAPES[shapeNameOf(kind, number)]!;
      const model = makeModel(shape, build, number);
      for (const [i, test] of tests.entries())
        for (const layout of LAYOUTS) {
          const sums = forest && build.depth > 0 && (i + number) % 3 === 0 ? "exact" : "auto";
          const title = `${kind} ${number}, ${layout}, ${Object.values(test).join(" ")}`;
          yield { title, model, options: { layout, ...test, sums } };
        }
    }
}

function shapeNameOf(kind: string, number: number): string {
  if (kind === "mixed") return ["value", "forest of three", "two classes"][number % 3]!;
  return kind === "forest" && number % 3 === 1 ? "large values" : "value";
}

/** Large forests whose leaves are single numbers or rows of them. */
function* largeProbes(): Generator<Inline> {
  const tests = TESTS.filter((_, i) => i < 4 || i === 6);
  for (const [number, build] of LARGE.entries()) {
    const name = (["value", "forest of three", "forest of ten", "votes"] as const)[number % 4]!;
    const model = makeModel(SHAPES[name]!, build, number);
    for (const [i, test] of tests.entries()) {
      const sums = (i + number) % 3 === 0 ? "exact" : "auto";
      const title = `large ${number}, ${name}, ${Object.values(test).join(" ")}, ${sums}`;
      yield { title, model, options: { layout: "branches", ...test, sums } };
    }
  }
}

/** Forests of learned shapes, each with four ways to make something of their leaves. */
function* learnedProbes(): Generator<Inline> {
  // The largest take long to compile.
  for (const [number, build] of LEARNED.entries())
    for (let k = 0; k < (build.trees * build.grown! > 3000 ? 1 : 4); k++) {
      const name = LEARNED_SHAPES[(number * 3 + k * 2 + (k > 1 ? 1 : 0)) % LEARNED_SHAPES.length]!;
      const shape = evenly(SHAPES[name]!);
      // One vote is a constant's choice, which compilers take apart.
      if (name === "votes" && build.trees === 1) continue;
      const scores = shape.stride === 1 && name !== "votes" ? shape.scores : 1;
      const model = makeModel(shape, { ...build, trees: build.trees * scores }, number);
      for (const test of TESTS.slice(0, 4)) {
        const title = `learned ${number}, ${name}, ${Object.values(test).join(" ")}`;
        yield { title, model, options: { layout: "branches", ...test } };
      }
    }
}

/** Single numbers that are as large as each other, as a learning rate leaves them. */
function evenly(shape: Shape): Shape {
  if (shape.head.kind === "classes" && shape.head.link === "identity") return shape;
  return { ...shape, leaf: (random) => [Math.fround((random() - 0.5) * 0.4)] };
}

/** Each head and sum four times each way, in turn of all tests and outputs. */
function* shapedProbes(): Generator<Inline> {
  let turn = 0;
  for (const [name, shape] of Object.entries(SHAPES))
    for (const sums of ["auto", "exact"] as const)
      for (let k = 0; k < 4; k++, turn++) {
        const trees = shape.scores * [2, 3, 5, 9][(turn + k) % 4]!;
        const build = { ...SMALL, trees, depth: 2 + (turn % 3), thresholds: "reals" } as const;
        const test = TESTS[turn % TESTS.length]!;
        const layout = LAYOUTS[k % 2]!;
        const outputs = OUTPUTS[turn % OUTPUTS.length]!;
        yield {
          title: `${name}, ${sums}, ${layout}, ${Object.values(test).join(" ")}, ${outputs}`,
          model: makeModel(shape, build, turn),
          options: { layout, ...test, sums, outputs },
        };
      }
}

function makeModel(shape: Shape, build: Build, seed: number): Model {
  const builder = growForest(shape, build, seededRandom(seed + 1));
  return modelOf(shape, builder, { ...build, steps: build.steps ?? stepsOf(build) });
}

function modelOf(
  { scores, combine, head }: Shape,
  builder: ForestBuilder,
  { trees, features, steps }: Pick<Build, "trees" | "features"> & Required<Pick<Build, "steps">>,
): Model {
  return {
    origin: {
      library: "probe",
      version: "",
      estimator: "Probe",
      transformers: [],
      file: "probe",
      sha256: "",
      notes: [],
    },
    inputs: {
      features: Array.from({ length: features }, (_, i) => ({ name: `f${i}` })),
      named: false,
      domain: "f64",
      mayBeMissing: true,
      training: { seen: "unknown", because: "made up" },
    },
    steps,
    predictor: builder.finish(scores, combine(trees)),
    head,
  };
}

function stepsOf({ linear, features }: Build): readonly Step[] {
  if (!linear?.flush) return [];
  return [mapEach(Array.from({ length: features }, () => [{ kind: "flush", limit: 1e-35 }]))];
}
