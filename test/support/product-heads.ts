import {
  type BlendHead,
  type ClassHead,
  type Head,
  scoresOf,
  type ValueHead,
  type ValueLink,
  valueHead,
} from "../../src/core/ir/model.ts";
import type { FloatType } from "../../src/core/ir/number-type.ts";
import { type Combine, divisors } from "../../src/core/ir/predictors/forest/forest.ts";
import type { PlanTraits } from "./plan-traits.ts";

/** A small model's head, and what its trees give it. */
export interface HeadCase {
  readonly head: Head;
  readonly scores: number;
  /** Scores that one leaf may add to, where a leaf holds a row. */
  readonly row?: number;
  /** What a leaf's number in [0, 1) becomes; `share`: a fraction that eight trees may add up. */
  readonly leaf: "number" | "fraction" | "share" | "length" | "class";
  /** Absent: a sum. */
  combine?(trees: number): Combine;
  /** After the last tree. */
  readonly mean?: true;
}

const labels = (count: number) => ({
  type: "integer" as const,
  names: Array.from({ length: count }, (_, i) => String(i)),
});

const value = (link: ValueLink): HeadCase => ({
  head: { kind: "values", type: "f64", links: [link] },
  scores: 1,
  leaf: "number",
});

const values = (links: readonly ValueLink[], sorted?: true): HeadCase => ({
  head: { kind: "values", type: "f64", links, ...(sorted ? { sorted } : {}) },
  scores: links.length,
  row: links.length,
  leaf: "number",
});

/** One score for two classes. */
const twoClasses = (
  head: Pick<ClassHead, "link" | "linkScale">,
  leaf: HeadCase["leaf"],
): HeadCase => ({
  head: {
    ...head,
    kind: "classes",
    labels: labels(2),
    type: "f64",
    decide: { kind: "threshold", compare: "gt", value: leaf === "share" ? 0.375 : 0 },
  },
  scores: 1,
  leaf,
});

const CLASSES = 3;

/** A score a class. */
const classes = (head: Pick<ClassHead, "link">): ClassHead => ({
  ...head,
  ...{ kind: "classes", labels: labels(CLASSES), type: "f64", decide: { kind: "argmax" } },
});

const scored = (head: ClassHead): HeadCase => ({
  ...{ head, scores: CLASSES, row: CLASSES, leaf: "number" },
});

/** Weights of three members, which let two outvote one. */
const WEIGHTS = [1, 1.5, 2];
const DIVISOR = 4.5;

const membersOf = <H extends ClassHead | ValueHead>(head: H) =>
  WEIGHTS.map((weight, i) => ({ weight, firstScore: i * scoresOf(head), head }));

const blended = (head: BlendHead, leaf: HeadCase["leaf"]): HeadCase => {
  const row = scoresOf(head.members[0]!.head);
  return { head, scores: head.members.length * row, row, leaf };
};

const voted = (how: { how: "soft"; divisor: number } | { how: "hard" }): HeadCase => {
  const members = membersOf(classes({ link: "softmax" }));
  const head = { kind: "blend", type: "f64", labels: labels(CLASSES), members } as const;
  return blended({ ...head, ...how }, "number");
};

const SOFT = { how: "soft", divisor: DIVISOR } as const;

const IDENTITY = { kind: "identity" } as const;
const LINKS: readonly ValueLink[] = [
  IDENTITY,
  { kind: "exp" },
  { kind: "sigmoid", scale: 0.75 },
  { kind: "step", limit: { compare: "gt", value: 0 } },
];

const median = (weight?: (tree: number) => number): HeadCase => ({
  head: valueHead(1),
  scores: 1,
  leaf: "number",
  combine: (trees) => {
    if (weight === undefined) return { kind: "median" };
    return { kind: "median", weights: Float64Array.from({ length: trees }, (_, i) => weight(i)) };
  },
});

/** A model of each head that a plan can have. */
export const HEAD_CASES: Readonly<Record<PlanTraits["head"], HeadCase>> = {
  value: value(IDENTITY),
  exp: value({ kind: "exp", scale: 0.75 }),
  sigmoid: value({ kind: "sigmoid" }),
  log1pexp: value({ kind: "log1pexp", scale: 2 }),
  "signed square": value({ kind: "signed-square" }),
  label: value({ kind: "step", limit: { compare: "ge", value: 0.25 } }),
  values: values([IDENTITY, IDENTITY, IDENTITY]),
  "values sorted": values([IDENTITY, IDENTITY, IDENTITY], true),
  "values behind links": values(LINKS),
  fractions: {
    ...scored(classes({ link: "identity" })),
    ...{ leaf: "fraction", mean: true },
  },
  complement: twoClasses({ link: "complement" }, "share"),
  "log-odds": twoClasses({ link: "sigmoid", linkScale: 2 }, "number"),
  step: twoClasses({ link: "step" }, "number"),
  sigmoids: scored(classes({ link: "sigmoids" })),
  softmax: scored(classes({ link: "softmax" })),
  "soft vote": voted(SOFT),
  "hard vote": voted({ how: "hard" }),
  "average of classes": {
    ...blended(
      {
        ...{ kind: "blend", type: "f64", labels: labels(CLASSES), ...SOFT },
        members: membersOf(classes({ link: "identity" })),
      },
      "fraction",
    ),
    mean: true,
  },
  "average of values": blended(
    {
      ...{ kind: "blend", how: "average", type: "f64", divisor: DIVISOR },
      members: membersOf({
        kind: "values",
        type: "f64",
        links: [IDENTITY, { kind: "exp" }],
      }),
    },
    "number",
  ),
  choices: {
    head: {
      kind: "choices",
      choices: [
        { firstScore: 0, classes: [0, 1] },
        { firstScore: 2, classes: [-1, 0.5, 7] },
      ],
    },
    scores: 5,
    row: 5,
    ...{ leaf: "fraction", mean: true },
  },
  anomaly: {
    head: { kind: "anomaly", type: "f64", normalFrom: 14.5, divisor: 10.24, offset: -0.5 },
    scores: 1,
    leaf: "length",
  },
  votes: {
    head: { ...classes({ link: "identity" }), decide: { kind: "winner" } },
    scores: CLASSES,
    leaf: "class",
    combine: () => ({ kind: "vote", ties: "first-to-reach" }),
  },
  median: median(),
  "weighted median": median((tree) => [1, 0.7, 2 ** -53, 0.1][tree % 4]!),
};

/** The head as a trainer has it that adds up in `type`; hard votes have none. */
export function headIn({ head }: HeadCase, type: FloatType): Head {
  if (head.kind === "anomaly" || head.kind === "choices") return head;
  if (head.kind !== "blend") return { ...head, type };
  const members = head.members.map((member) => ({ ...member, head: { ...member.head, type } }));
  return { ...head, members, ...(head.how === "hard" ? {} : { type }) } as Head;
}

/** How sums of `trees` trees are added up. */
export function combineOf(
  { combine, scores, mean }: HeadCase,
  trees: number,
  accumulator: FloatType,
): Combine {
  if (combine) return combine(trees);
  return {
    kind: "sum",
    accumulator,
    base: new Float64Array(scores),
    ...(mean ? { divisor: divisors(scores, trees) } : {}),
  };
}
