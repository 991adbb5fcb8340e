import type { Model } from "../../src/core/ir/model.ts";
import { roundTo } from "../../src/core/ir/number-type.ts";
import { ForestBuilder } from "../../src/core/ir/predictors/forest/build.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { takesLinearLeaves, withLinearLeaves } from "./linear-model.ts";
import type { PlanTraits } from "./plan-traits.ts";
import { combineOf, HEAD_CASES, type HeadCase, headIn } from "./product-heads.ts";
import { between, pick, type Random } from "./random.ts";

/** How numbers of leaves are drawn so that a plan stores them in one way. */
interface LeafCase {
  /** Multiples of 2^-bits, `most` at most; absent: reals, that no integer stands for. */
  readonly steps?: { readonly bits: number; readonly most: number };
  readonly accumulator: "f32" | "f64";
}

const LEAF_CASES: Readonly<Record<"u8" | "u16" | "u32" | "f32" | "f64", LeafCase>> = {
  u8: { steps: { bits: 8, most: 250 }, accumulator: "f64" },
  u16: { steps: { bits: 16, most: 65_000 }, accumulator: "f64" },
  u32: { steps: { bits: 22, most: 4_000_000 }, accumulator: "f64" },
  f32: { accumulator: "f32" },
  f64: { accumulator: "f64" },
};

const LARGE = { trees: 6, covers: true, depth: 3, optimize: "balanced" } as const;
const MANY = Number.POSITIVE_INFINITY;

/**
 * How many trees there are, whether every score has one, how deep they are, how many leaves differ,
 * up to which part of the largest they go, and what the plan is chosen for: each way to store leaves
 * is the best of some.
 */
export const FORMS = [
  { ...LARGE, distinct: MANY, part: 1 },
  { ...LARGE, distinct: MANY, part: 0.45 },
  { ...LARGE, distinct: 2, part: 1, optimize: "size" },
  { ...LARGE, trees: 24, distinct: 6, part: 1, optimize: "size" },
  { trees: 1, covers: false, depth: 2, distinct: MANY, part: 1, optimize: "size" },
] as const;
export type Form = (typeof FORMS)[number];

/** Of columns of numbers from -2 to 127, where every input type has some. */
const THRESHOLDS = [-1.5, 0.5, 2.5, 7.5, 20.5, 63.5, 100.5];
/** Of every set, which so is no threshold for any input type. */
const EDGES = [2.5, 63.5];
const FEATURES = 4;

/**
 * A small model with a head and leaves of a kind, where they go together; `sets`: some splits test
 * sets.
 */
export function productModel(
  { head: name, leaves, sets }: Pick<PlanTraits, "head" | "leaves"> & { readonly sets: boolean },
  form: Form,
): Model | undefined {
  const [how, type] = leaves.split(" ") as [string, keyof typeof LEAF_CASES];
  const head = HEAD_CASES[name];
  const leafCase = LEAF_CASES[type];
  if (how === "rows" && head.row === undefined) return undefined;
  const random = seededRandom(name.length * 100 + leaves.length);
  const stride = how === "rows" ? head.row! : 1;
  const rounds = head.leaf === "class" ? 1 : head.scores / stride;
  const trees = form.covers ? rounds * Math.ceil(form.trees / rounds) : form.trees;
  const builder = new ForestBuilder(stride);
  const drawn = () => leafNumber(leafCase, form, random);
  const few = Array.from({ length: Math.min(form.distinct, 8) }, drawn);
  const number = () => {
    const x = form.distinct === MANY ? drawn() : pick(random, few);
    return roundTo(leafCase.accumulator, becomes(head.leaf, x));
  };
  const leaf = () => builder.leaf(Array.from({ length: stride }, number));
  const growth = { builder, random, sets, leaf };
  for (let tree = 0; tree < trees; tree++) {
    builder.beginTree((tree % rounds) * stride);
    grow(growth, form.depth, sets);
  }
  const model: Model = {
    origin: {
      ...{ library: "test", version: "", estimator: `${name}, ${leaves}`, transformers: [] },
      ...{ file: "product", sha256: "", notes: [] },
    },
    inputs: {
      features: Array.from({ length: FEATURES }, (_, i) => ({ name: `x${i}` })),
      ...{ named: true, domain: "f64", mayBeMissing: true },
      training: { seen: "unknown", because: "made by hand" },
    },
    steps: [],
    predictor: builder.finish(head.scores, combineOf(head, trees, leafCase.accumulator)),
    head: headIn(head, leafCase.accumulator),
  };
  if (how !== "linear") return model;
  if (!takesLinearLeaves(model)) return undefined;
  return { ...model, predictor: withLinearLeaves(model, random) };
}

/** A number in [0, 1). */
function leafNumber({ steps }: LeafCase, { part }: Form, random: Random): number {
  if (steps === undefined) return random();
  return between(random, 0, Math.floor(steps.most * part)) * 2 ** -steps.bits;
}

function becomes(leaf: HeadCase["leaf"], x: number): number {
  switch (leaf) {
    case "fraction":
      return x;
    case "share":
      return x / 8;
    case "number":
      return x - 0.5;
    case "length":
      return 2 + x;
    case "class":
      return Math.floor(3 * x);
  }
}

interface Growth {
  readonly builder: ForestBuilder;
  readonly random: Random;
  readonly sets: boolean;
  leaf(): void;
}

/** `set`: the first split tests one, whatever is drawn. */
function grow(growth: Growth, depth: number, set: boolean): void {
  const { builder, random, sets, leaf } = growth;
  if (depth === 0) {
    leaf();
    return;
  }
  const test = {
    feature: between(random, 0, FEATURES - 1),
    type: pick(random, ["f32", "f64"] as const),
    missing: pick(random, ["left", "right"] as const),
  };
  if (set || (sets && random() < 0.5)) {
    const edges = THRESHOLDS.filter((x) => EDGES.includes(x) || random() < 0.5);
    builder.splitSet({ ...test, edges });
  } else {
    const compare = pick(random, ["lt", "le"] as const);
    builder.split({ ...test, threshold: pick(random, THRESHOLDS), compare });
  }
  grow(growth, depth - 1, false);
  grow(growth, depth - 1, false);
}
