import {
  type ClassBlendMember,
  type ClassHead,
  choicesHead,
  type Head,
  type ValueHead,
  type ValueLink,
  valueHead,
} from "../../core/ir/model.ts";
import type { FloatType } from "../../core/ir/number-type.ts";
import { type Combine, divisors, type SumCombine } from "../../core/ir/predictors/forest/forest.ts";

export type Random = () => number;

/** How a probe's leaves look, how they are combined, and what is made of the scores. */
export interface Shape {
  readonly stride: number;
  readonly scores: number;
  readonly head: Head;
  /** The score that a tree adds to first. */
  scoreOf(tree: number): number;
  combine(trees: number): Combine;
  leaf(random: Random): readonly number[];
}

const labels = (count: number) => ({
  type: "string" as const,
  names: Array.from({ length: count }, (_, i) => `class ${i}`),
});

const sum = (accumulator: FloatType, scores: number, more: Partial<SumCombine> = {}): Combine => ({
  kind: "sum",
  accumulator,
  base: new Float64Array(scores).fill(0.5),
  ...more,
});

/** Leaves of single numbers, each score's trees in turn. */
function inTurn(
  head: Head,
  { type = "f64", scores = 1, more = {} as Partial<SumCombine>, size = 1 } = {} as {
    type?: FloatType;
    scores?: number;
    more?: Partial<SumCombine>;
    size?: number;
  },
): Shape {
  return {
    stride: 1,
    scores,
    head,
    scoreOf: (tree) => tree % scores,
    combine: () => sum(type, scores, more),
    leaf: (random) => [Math.fround((random() - 0.5) * size * 2 ** Math.floor(random() * -20))],
  };
}

/** A row of numbers a leaf. */
function vector(head: Head, scores: number, type: FloatType = "f64"): Shape {
  return {
    ...inTurn(head, { type, scores }),
    stride: scores,
    scoreOf: () => 0,
    combine: (trees) => sum(type, scores, { divisor: divisors(scores, trees) }),
    leaf: (random) => Array.from({ length: scores }, () => Math.fround(random())),
  };
}

function classes(link: ClassHead["link"], count: number, type: FloatType = "f64"): ClassHead {
  const single = link === "sigmoid" || link === "complement" || link === "step";
  return {
    kind: "classes",
    labels: labels(count),
    link,
    type,
    decide: single ? { kind: "threshold", compare: "ge", value: 0.1 } : { kind: "argmax" },
  };
}

function values(links: readonly ValueLink[], sorted = false, type: FloatType = "f64"): ValueHead {
  return { kind: "values", type, links, ...(sorted ? { sorted } : {}) };
}

const repeat = <T>(count: number, value: T): readonly T[] => new Array<T>(count).fill(value);

function members(heads: readonly ClassHead[], mapped = false): readonly ClassBlendMember[] {
  let firstScore = 0;
  return heads.map((head, i) => {
    const member = {
      firstScore,
      head,
      weight: i + 1,
      ...(mapped && i > 0 ? { classes: [2, 0] } : {}),
    };
    firstScore += head.link === "sigmoid" ? 1 : head.labels.names.length;
    return member;
  });
}

/** Scores of blends are of members in turn; those that are probabilities lie between 0 and 1. */
function blend(how: "soft" | "hard", heads: readonly ClassHead[], mapped = false): Shape {
  const own = members(heads, mapped);
  const count = Math.max(...heads.map((head) => head.labels.names.length));
  const scores = own.reduce(
    (total, { head }) => total + (head.link === "sigmoid" ? 1 : head.labels.names.length),
    0,
  );
  const common = { kind: "blend", type: "f64", labels: labels(count), members: own } as const;
  const head: Head =
    how === "soft"
      ? { ...common, how, divisor: own.reduce((total, { weight = 1 }) => total + weight, 0) }
      : { ...common, how };
  return {
    ...inTurn(head, { scores }),
    combine: (trees) =>
      sum("f64", scores, {
        base: new Float64Array(scores),
        divisor: divisors(scores, trees / scores),
      }),
    leaf: (random) => [Math.fround(random())],
  };
}

/** Values of members, times weights, averaged. */
function average(
  heads: readonly ValueHead[],
  { type = "f64", weighted = false } = {} as { type?: FloatType; weighted?: boolean },
): Shape {
  let firstScore = 0;
  const members = heads.map((head, i) => {
    const member = { firstScore, head, ...(weighted ? { weight: i + 1 } : {}) };
    firstScore += head.links.length;
    return member;
  });
  const head: Head = { kind: "blend", how: "average", type, members, divisor: 3 };
  return inTurn(head, { type, scores: firstScore });
}

const exp: ValueLink = { kind: "exp" };
const step: ValueLink = { kind: "step", limit: { compare: "ge", value: 0.1 } };
const one: ValueLink = { kind: "identity" };
const forest = (count: number) => ({ ...vector(classes("identity", count), count) });

/** One of each head, sum and order of trees that packages differ by. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  value: inTurn(valueHead(1)),
  "value of float32": inTurn(values([one], false, "f32"), { type: "f32" }),
  mean: inTurn(valueHead(1), { more: { divisor: divisors(1, 7) } }),
  "mean of float32": inTurn(values([one], false, "f32"), {
    type: "f32",
    more: { divisor: divisors(1, 7) },
  }),
  "scaled and biased": inTurn(valueHead(1), { more: { scale: 0.7, bias: Float64Array.of(0.3) } }),
  "scaled and biased of float32": inTurn(values([one], false, "f32"), {
    type: "f32",
    more: { scale: 0.5, bias: Float64Array.of(0.25) },
  }),
  "large values": inTurn(valueHead(1), { size: 5000 }),
  "three values": inTurn(valueHead(3), { scores: 3 }),
  "three values, biased": inTurn(valueHead(3), {
    scores: 3,
    more: { divisor: Float64Array.of(3, 3, 3), bias: Float64Array.of(1, 2, 3) },
  }),
  "three values of float32": inTurn(values(repeat(3, one), false, "f32"), {
    type: "f32",
    scores: 3,
  }),
  "rows of three values": vector(valueHead(3), 3),
  "rows of five values": vector(valueHead(5), 5),
  "rows of three values of float32": vector(values(repeat(3, one), false, "f32"), 3, "f32"),
  "value of float32 from below zero": inTurn(values([one], false, "f32"), {
    type: "f32",
    more: { base: Float64Array.of(-0.5) },
  }),
  "two values of float32 from below zero": inTurn(values([exp, one], false, "f32"), {
    type: "f32",
    scores: 2,
    more: { base: Float64Array.of(-0.5, 0.5), bias: Float64Array.of(-2, -3) },
  }),
  "four sorted values": inTurn(values(repeat(4, one), true), { scores: 4 }),
  "four sorted values of float32": inTurn(values(repeat(4, one), true, "f32"), {
    type: "f32",
    scores: 4,
  }),
  exponential: inTurn(values([exp])),
  "exponential of float32": inTurn(values([exp], false, "f32"), { type: "f32" }),
  "exponential with a factor": inTurn(values([{ ...exp, factor: 1.5 }])),
  "three exponentials": inTurn(values(repeat(3, exp)), { scores: 3 }),
  logistic: inTurn(values([{ kind: "sigmoid" }])),
  "logistic of float32": inTurn(values([{ kind: "sigmoid" }], false, "f32"), { type: "f32" }),
  logarithm: inTurn(values([{ kind: "log1pexp" }])),
  square: inTurn(values([{ kind: "signed-square" }])),
  "square of float32": inTurn(values([{ kind: "signed-square" }], false, "f32"), { type: "f32" }),
  "all links": inTurn(values([exp, { kind: "sigmoid" }, one]), { scores: 3 }),
  "scaled value": inTurn(values([{ kind: "identity", scale: 0.3 }])),
  "two classes": inTurn(classes("sigmoid", 2)),
  "two classes of float32": inTurn(classes("sigmoid", 2, "f32"), { type: "f32" }),
  "two classes, no link": inTurn(classes("step", 2)),
  "two classes by probability": {
    ...inTurn(classes("complement", 2)),
    combine: (trees) => sum("f64", 1, { base: new Float64Array(1), divisor: divisors(1, trees) }),
    leaf: (random) => [Math.fround(random())],
  },
  "two classes by probability of float32": {
    ...inTurn(classes("complement", 2, "f32"), { type: "f32" }),
    leaf: (random) => [Math.fround(random() / 64)],
  },
  "three classes": inTurn(classes("softmax", 3), { scores: 3 }),
  "three classes of float32": inTurn(classes("softmax", 3, "f32"), { type: "f32", scores: 3 }),
  "seven classes": inTurn(classes("softmax", 7), { scores: 7 }),
  "three classes, one against all": inTurn(classes("sigmoids", 3), { scores: 3 }),
  "three classes, one against all, of float32": inTurn(classes("sigmoids", 3, "f32"), {
    type: "f32",
    scores: 3,
  }),
  "forest of two": forest(2),
  "forest of three": forest(3),
  "forest of ten": forest(10),
  "forest of float32": vector(classes("identity", 3, "f32"), 3, "f32"),
  votes: {
    ...inTurn({ ...classes("identity", 3), decide: { kind: "winner" } }, { scores: 3 }),
    scoreOf: () => 0,
    combine: () => ({ kind: "vote", ties: "first-to-reach" }),
    leaf: (random) => [Math.floor(random() * 3)],
  },
  median: { ...inTurn(valueHead(1)), combine: () => ({ kind: "median" }) },
  "weighted median": {
    ...inTurn(valueHead(1)),
    combine: (trees) => ({
      kind: "median",
      weights: Float64Array.from({ length: trees }, (_, tree) => 0.3 + ((tree * 7) % 5) / 3),
    }),
  },
  anomaly: {
    ...inTurn({ kind: "anomaly", type: "f64", normalFrom: 9, divisor: 40.7, offset: -0.5 }),
    combine: () => sum("f64", 1, { base: new Float64Array(1) }),
    leaf: (random) => [1 + 4 * random()],
  },
  "soft vote of links": blend("soft", [classes("sigmoid", 2), classes("sigmoid", 2)]),
  "soft vote of softmaxes": blend("soft", [classes("softmax", 3), classes("softmax", 3)]),
  "soft vote of both": blend("soft", [
    classes("softmax", 3),
    classes("identity", 3),
    { ...classes("softmax", 3), linkDivisor: 2 },
  ]),
  "soft vote of fewer classes": blend("soft", [classes("softmax", 3), classes("sigmoid", 2)], true),
  "hard vote": blend("hard", [
    classes("sigmoid", 2),
    classes("sigmoid", 2),
    classes("identity", 2),
  ]),
  "hard vote of three": blend("hard", [classes("softmax", 3), classes("identity", 3)]),
  "three values, out of turn": {
    ...inTurn(valueHead(3), { scores: 3 }),
    scoreOf: (tree) => Math.floor(tree / 2) % 3,
  },
  "average of values": average([valueHead(1), valueHead(1)]),
  "weighted average of rows": average([valueHead(3), valueHead(3)], { weighted: true }),
  "average of exponentials": average([values([exp]), valueHead(1)], { weighted: true }),
  "average of float32": average([values([one], false, "f32"), values([exp], false, "f32")], {
    type: "f32",
    weighted: true,
  }),
  "average of forests": blend("soft", [classes("identity", 3), classes("identity", 3)]),
  "average of fewer classes": blend("soft", [classes("identity", 3), classes("identity", 2)], true),
  "two classifications": inTurn(
    choicesHead([
      [0, 1],
      [0, 1, 2],
    ]),
    { scores: 5 },
  ),
  "two classifications of other labels": inTurn(
    choicesHead([
      [3, 5],
      [0, 7, 8],
    ]),
    { scores: 5 },
  ),
  "three classifications in rows": vector(
    choicesHead([
      [0, 1],
      [0, 1, 2],
      [0, 1],
    ]),
    7,
  ),
  "two classifications in rows": vector(
    choicesHead([
      [3, 9],
      [5, 1, 2],
    ]),
    5,
  ),
  "three labels": inTurn(values(repeat(3, step)), { scores: 3 }),
  "three labels of float32": inTurn(values(repeat(3, step), false, "f32"), {
    type: "f32",
    scores: 3,
  }),
  "weighted median of float32": {
    ...inTurn(values([one], false, "f32"), { type: "f32" }),
    combine: (trees) => ({
      kind: "median",
      type: "f32",
      weights: Float64Array.from({ length: trees }, (_, tree) =>
        Math.fround(0.3 + ((tree * 7) % 5) / 3),
      ),
    }),
  },
  "soft vote with a forest": blend("soft", [classes("sigmoid", 2), classes("identity", 2)]),
  "soft vote with a forest of three": blend("soft", [
    classes("identity", 3),
    classes("softmax", 3),
  ]),
  "average of values and exponentials": average([values([exp]), valueHead(1)]),
  "weighted average of values": average([valueHead(1), valueHead(1)], { weighted: true }),
  "average of three exponentials": average([values([exp]), values([exp]), values([exp])]),
  "scaled mean": {
    ...inTurn(valueHead(1), {
      more: { divisor: divisors(1, 7), scale: 0.7, bias: Float64Array.of(0.3) },
    }),
  },
  "scaled values from real numbers": inTurn(valueHead(2), {
    scores: 2,
    more: { base: Float64Array.of(0.37, 1.913), scale: 0.7, bias: Float64Array.of(0.3, 7.1) },
  }),
  "values divided apart": inTurn(valueHead(3), {
    scores: 3,
    more: { base: Float64Array.of(0.1, 1.7, -0.3), divisor: Float64Array.of(3, 5, 7) },
  }),
  "value from a real number": inTurn(valueHead(1), { more: { base: Float64Array.of(0.37) } }),
  "median of real numbers": {
    ...inTurn(valueHead(1)),
    combine: () => ({ kind: "median" }),
    leaf: (random) => [(random() - 0.5) * 20],
  },
};
