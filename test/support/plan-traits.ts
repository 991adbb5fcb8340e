import type { ClassBlend, ClassHead, ValueHead, ValueLink } from "../../src/core/ir/model.ts";
import { ENCODINGS, type EncodingId } from "../../src/core/plan/encodings/encoding.ts";
import { LAYOUTS } from "../../src/core/plan/layouts/layout.ts";
import type { DeviceHead, LayoutId, LeafTable, Plan, SumPlan } from "../../src/core/plan/plan.ts";

/** What emitted C differs by most, of what a plan chose. */
export type PlanTraits = {
  readonly layout: LayoutId;
  readonly tests: (typeof TESTS)[number];
  readonly leaves: (typeof LEAVES)[number];
  readonly head: (typeof HEADS)[number];
};

export const LAYOUT_IDS = Object.keys(LAYOUTS) as readonly LayoutId[];

/** Encodings; and sets, which only ranks carry. */
export const TESTS = [...(Object.keys(ENCODINGS) as EncodingId[]), "sets"] as const;

type LeafKind = LeafTable["kind"] | "rows" | "linear";

/** How leaves of each type are stored: in the nodes, or in a pool of numbers, of rows, of linear models. */
const LEAF_KINDS = {
  u8: ["inline", "pool", "rows"],
  u16: ["inline", "pool", "rows"],
  u32: ["inline", "pool", "rows"],
  f32: ["pool", "rows"],
  f64: ["pool", "rows", "linear"],
} as const satisfies Record<LeafTable["type"], readonly LeafKind[]>;

export const LEAVES = Object.entries(LEAF_KINDS).flatMap(([type, kinds]) =>
  kinds.map((kind) => `${kind} ${type}` as `${LeafKind} ${LeafTable["type"]}`),
);

const OF_ONE_VALUE = {
  identity: "value",
  exp: "exp",
  sigmoid: "sigmoid",
  log1pexp: "log1pexp",
  "signed-square": "signed square",
  step: "label",
} as const satisfies Record<ValueLink["kind"], string>;

const OF_CLASSES = {
  identity: "fractions",
  complement: "complement",
  sigmoid: "log-odds",
  step: "step",
  sigmoids: "sigmoids",
  softmax: "softmax",
} as const satisfies Record<ClassHead["link"], string>;

const OF_BLENDS = { soft: "soft vote", hard: "hard vote" } as const satisfies Record<
  ClassBlend["how"],
  string
>;

const OF_SUMS = {
  ...{ integer: undefined, real: undefined },
  vote: "votes",
  median: "median",
} as const satisfies Record<SumPlan["kind"], string | undefined>;

/** Kinds of heads, and combinations of leaves that are no sums. */
export const HEADS = [
  ...Object.values(OF_ONE_VALUE),
  ...(["values", "values sorted", "values behind links"] as const),
  ...Object.values(OF_CLASSES),
  ...Object.values(OF_BLENDS),
  ...(["average of values", "average of classes"] as const),
  ...(["choices", "anomaly", "votes", "median", "weighted median"] as const),
];

export function traitsOf(plan: Plan): PlanTraits {
  const { body, encoding, slots } = plan;
  return {
    layout: body.layout,
    tests: slots.some(({ sets }) => sets) ? "sets" : encoding,
    leaves: leavesOf(plan.leaves),
    head: headOf(plan),
  };
}

function leavesOf({ kind, stride, type, linear }: LeafTable): PlanTraits["leaves"] {
  const how = linear ? "linear" : stride > 1 ? "rows" : kind;
  return `${how} ${type}` as PlanTraits["leaves"];
}

function headOf({ head, sum }: Plan): PlanTraits["head"] {
  if (sum.kind === "median" && sum.weights) return "weighted median";
  return OF_SUMS[sum.kind] ?? NAMES[head.kind](head as never);
}

const NAMES: {
  readonly [K in DeviceHead["kind"]]: (
    head: Extract<DeviceHead, { kind: K }>,
  ) => PlanTraits["head"];
} = {
  values: nameOfValues,
  classes: ({ link }) => OF_CLASSES[link],
  blend: ({ how }) => OF_BLENDS[how],
  average: ({ labels }) => (labels ? "average of classes" : "average of values"),
  anomaly: () => "anomaly",
  choices: () => "choices",
};

function nameOfValues({ links, sorted }: ValueHead): PlanTraits["head"] {
  if (links.length === 1) return OF_ONE_VALUE[links[0]!.kind];
  if (sorted) return "values sorted";
  return links.every(({ kind }) => kind === "identity") ? "values" : "values behind links";
}
