import type { PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Column, TrainingMissing } from "../../ir/model.ts";
import { oneAccumulator } from "../../ir/predictors/forest/forest.ts";
import type { ForestPart } from "../../ir/predictors/forest/join.ts";
import { joinColumns } from "../join-columns.ts";
import type { Read } from "./estimators.ts";
import { type Fitted, itemsOf, pathOf, widthOf } from "./fitted.ts";

/** An estimator inside another, read with what stands before it in a Pipeline of its own. */
export interface Member extends Read {
  /** The estimator itself, behind its transformers. */
  readonly fitted: Fitted;
  /** What its trees read, made from the columns that the member is given. */
  readonly columns: readonly Column[];
  /** How many columns it is given. */
  readonly width: number;
}

/** Reads a member: an estimator, a search, or a Pipeline, that stands at a path of the file. */
export type MemberReader = (value: PickleValue | undefined, path: string) => Member;

/** Each item of `estimators_`, in order. */
export function membersOf(fitted: Fitted, read: MemberReader): readonly Member[] {
  const members = itemsOf(fitted, "estimators_").map((value, index) =>
    read(value, pathOf(fitted, `estimators_[${index}]`)),
  );
  if (members.length === 0) fail("model/no-trees", {}, { at: pathOf(fitted, "estimators_") });
  return members;
}

/** Members that are given what the ensemble is given. */
export function alikeMembersOf(fitted: Fitted, read: MemberReader): readonly Member[] {
  const members = membersOf(fitted, read);
  const expected = widthOf(fitted);
  for (const { width, fitted: step } of members) {
    if (width === expected) continue;
    const facts = { step: step.className, features: width, expected };
    fail("sklearn/width-mismatch", facts, { at: step.path });
  }
  return members;
}

/** Is it one tree whose leaves are what it predicts? */
export function isOneTree({ predictor, head }: Member): boolean {
  const { combine, roots, firstScore } = predictor;
  if (combine.kind !== "sum" || oneAccumulator(combine) !== "f64" || roots.length !== 1)
    return false;
  if (firstScore[0] !== 0 || predictor.leaves.stride !== predictor.scores) return false;
  if (combine.divisor || combine.scale !== undefined || combine.bias) return false;
  if (!combine.base.every((value) => Object.is(value, 0))) return false;
  if (head.kind === "values") return head.links.every(({ kind }) => kind === "identity");
  return head.kind === "classes" && head.link === "identity";
}

/** Members that the ensemble has no rule for are refused by name. */
export function failMember(fitted: Fitted, member: Fitted, advice: string): never {
  const what = `${fitted.className} of ${member.className}`;
  fail("sklearn/unsupported-option", { what, advice }, { at: member.path });
}

/** The trees of members side by side, each on its own columns. */
export function partsOf(members: readonly Member[]): {
  readonly columns: readonly Column[];
  readonly parts: readonly Omit<ForestPart, "scores">[];
} {
  refuseMixedLeaves(members);
  const { columns, features } = joinColumns(members);
  const parts = members.map(({ predictor }, i) => ({ forest: predictor, features: features[i]! }));
  return { columns, parts };
}

/** LightGBM's linear leaves are single doubles; one forest has leaves of one width and type. */
function refuseMixedLeaves(members: readonly Member[]): void {
  const linear = members.find(({ predictor }) => predictor.leaves.linear);
  const isAlike = ({ predictor: { combine, leaves } }: Member) =>
    leaves.stride === 1 && combine.kind === "sum" && oneAccumulator(combine) === "f64";
  if (!linear || members.every(isAlike)) return;
  const what = "linear leaves beside leaves of several numbers, or of float32";
  const advice = "train the member with linear_tree=False";
  fail("sklearn/unsupported-option", { what, advice }, { at: linear.fitted.path });
}

/** Members are trained on the same rows: one that saw missing values speaks for all. */
export function trainingOf(members: readonly Member[]): TrainingMissing {
  const all = members.map(({ training }) => training);
  const said = (seen: TrainingMissing["seen"]) => all.find((training) => training.seen === seen);
  return said("yes") ?? said("unknown") ?? all[0]!;
}
