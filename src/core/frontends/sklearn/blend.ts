import { fail } from "../../diagnostics/diagnostic.ts";
import type { BlendHead, ClassHead, Labels, ValueHead } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import type { SumCombine } from "../../ir/predictors/forest/forest.ts";
import { joinSums } from "../../ir/predictors/forest/join.ts";
import type { Read } from "./estimators.ts";
import { type Fitted, pathOf } from "./fitted.ts";
import { failMember, type Member, partsOf, trainingOf } from "./members.ts";
import { pairwiseSum } from "./pairwise-sum.ts";

/** Members whose outputs are combined. */
interface Blend {
  readonly fitted: Fitted;
  readonly members: readonly Member[];
  /** One a member, or none. */
  readonly weights?: readonly number[] | undefined;
  /** What to do about a member that cannot be blended. */
  readonly advice: string;
}

interface Averaging {
  /** What outputs are added up and divided in. */
  readonly type: FloatType;
}

interface ClassBlend extends Blend {
  readonly labels: Labels;
  readonly members: readonly (Member & { readonly classes?: ArrayLike<number> })[];
}

/** Probabilities, weighted and averaged; the first largest wins. */
export function softBlend(blend: ClassBlend & Averaging): Read {
  const { type } = blend;
  return blended(blend, { ...classesOf(blend), how: "soft", type, divisor: divisorOf(blend) });
}

/** The weights of the members that vote for a class; the first largest wins. */
export function hardBlend(blend: ClassBlend): Read {
  return blended(blend, { ...classesOf(blend), how: "hard", type: "f64" });
}

/** Values, weighted and averaged. */
export function averageBlend(blend: Blend & Averaging): Read {
  const heads = blend.members.map(({ head, fitted }) => {
    if (head.kind !== "values" || head.sorted) failMember(blend.fitted, fitted, blend.advice);
    return head;
  });
  const outputs = heads[0]!.links.length;
  heads.forEach((head, i) => {
    if (head.links.length !== outputs) failCount(blend.members[i]!, head.links.length, outputs);
  });
  return blended(blend, {
    kind: "blend",
    how: "average",
    type: blend.type,
    members: placed(heads, blend),
    divisor: divisorOf(blend),
  });
}

/** XGBoost answers in float32, and NumPy keeps to that where no member answers in double. */
export function commonType(members: readonly Member[]): FloatType {
  return members.every(({ head }) => "type" in head && head.type === "f32") ? "f32" : "f64";
}

/** The weights' sum as NumPy adds them, or the number of members. */
function divisorOf({ members, weights }: Blend): number {
  return weights ? pairwiseSum(weights) : members.length;
}

function classesOf(blend: ClassBlend) {
  const heads = blend.members.map(({ head, fitted, classes }, i) => {
    if (head.kind !== "classes" || head.link === "sigmoids")
      failMember(blend.fitted, fitted, blend.advice);
    const expected = classes?.length ?? blend.labels.names.length;
    const count = head.labels.names.length;
    if (count !== expected) failCount(blend.members[i]!, count, expected);
    return head;
  });
  const members = placed(heads, blend).map((member, i) => {
    const { classes } = blend.members[i]!;
    const all = classes === undefined || classes.length === blend.labels.names.length;
    return all ? member : { ...member, classes: Array.from(classes) };
  });
  return { kind: "blend", labels: blend.labels, members } as const;
}

/** Heads with the place of each one's scores behind those before it. */
function placed<H extends ClassHead | ValueHead>(heads: readonly H[], { members, weights }: Blend) {
  let next = 0;
  return heads.map((head, i) => {
    const firstScore = next;
    next += members[i]!.predictor.scores;
    return { firstScore, head, ...(weights ? { weight: weights[i]! } : {}) };
  });
}

function failCount({ fitted }: Member, length: number, expected: number): never {
  const at = pathOf(fitted, "classes_");
  fail("tree/lengths-disagree", { array: "outputs", length, expected }, { at });
}

function blended(blend: Blend, head: BlendHead): Read {
  const { columns, parts } = partsOf(blend.members);
  const predictor = joinSums(parts, sumsOf(blend));
  return { predictor, head, columns, training: trainingOf(blend.members) };
}

/** Members are plain sums: their trees then stand in one forest. */
export function sumsOf({ fitted, members, advice }: Omit<Blend, "weights">): readonly SumCombine[] {
  return members.map((member) => {
    const { combine, leaves } = member.predictor;
    const joins = combine.kind === "sum" && combine.scale === undefined;
    return joins && !leaves.linear ? combine : failMember(fitted, member.fitted, advice);
  });
}
