import {
  type MapStep,
  type Model,
  mapEach,
  type NormalizeStep,
  type Step,
} from "../../core/ir/model.ts";
import { ForestBuilder } from "../../core/ir/predictors/forest/build.ts";
import type { LinearSpec } from "../../core/ir/predictors/forest/linear.ts";
import type { CompileOptions } from "../../core/options.ts";
import type { LeafTable } from "../../core/plan/plan.ts";
import { seededRandom } from "../../core/verify/random.ts";
import { type Random, SHAPES, type Shape } from "./shapes.ts";

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

/** How many trees there are, and of what kind. */
interface Build {
  readonly trees: number;
  readonly depth: number;
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
  kinds: readonly ("add" | "multiply" | "divide" | "clip" | "impute")[],
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

const LAYOUTS = ["branches", "packed"] as const;
const OUTPUTS = ["all", "all", "class", "all", "probability", "all", "decision"] as const;

/** A probe with its leaves inline. */
type Inline = Omit<Probe, "leaves">;

/** Every probe: they are none of the models that the estimates are judged on. */
export function probes(): readonly Probe[] {
  const trees = [...drawnProbes(), ...largeProbes()];
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
      const shape = SHAPES[forest && number % 3 === 1 ? "large values" : "value"]!;
      const model = makeModel(shape, build, number);
      for (const [i, test] of tests.entries())
        for (const layout of LAYOUTS) {
          const sums = forest && (i + number) % 3 === 0 ? "exact" : "auto";
          const title = `${kind} ${number}, ${layout}, ${Object.values(test).join(" ")}`;
          yield { title, model, options: { layout, ...test, sums } };
        }
    }
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

/** Each head and sum four times each way, in turn of all tests and outputs. */
function* shapedProbes(): Generator<Inline> {
  let turn = 0;
  for (const [name, shape] of Object.entries(SHAPES))
    for (const sums of ["auto", "exact"] as const)
      for (let k = 0; k < 4; k++, turn++) {
        const trees = shape.scores * [1, 2, 5, 9][(turn + k) % 4]!;
        const build = { ...SMALL, trees, depth: 1 + (turn % 4), thresholds: "reals" } as const;
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
  const random = seededRandom(seed + 1);
  const builder = new ForestBuilder(shape.stride);
  const leaves = Array.from({ length: build.leaves }, () => shape.leaf(random));
  for (let tree = 0; tree < build.trees; tree++) {
    builder.beginTree(shape.scoreOf(tree));
    grow(builder, { random, build, leaves }, build.depth);
  }
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

interface Growing {
  readonly random: Random;
  readonly build: Build;
  readonly leaves: readonly (readonly number[])[];
}

/** Full trees, but for a subtree in eight. */
function grow(builder: ForestBuilder, growing: Growing, depth: number): void {
  const { random, build, leaves } = growing;
  if (depth === 0 || (depth < build.depth && random() < 0.12)) {
    const leaf = leaves[Math.floor(random() * leaves.length)]!;
    builder.leaf(leaf, undefined, linearSpec(growing));
    return;
  }
  const feature = Math.floor(random() * build.features);
  const side = build.nan === "both" ? (random() < 0.5 ? "left" : "right") : build.nan;
  const test = { feature, type: "f32", missing: side } as const;
  if (build.sets !== undefined && random() < build.sets) {
    const edges = new Set(Array.from({ length: 4 }, () => threshold(growing)));
    builder.splitSet({ ...test, edges: [...edges].sort((a, b) => a - b) });
  } else builder.split({ ...test, threshold: threshold(growing), compare: "le" });
  grow(builder, growing, depth - 1);
  grow(builder, growing, depth - 1);
}

function threshold({ random, build }: Growing): number {
  const cut = Math.floor(random() * build.cuts);
  if (build.thresholds === "halves") return cut + 0.5;
  const real = Math.fround(Math.sin(cut + 1) * (cut + 1) * 3);
  return build.thresholds === "signed" ? real : Math.abs(real);
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
