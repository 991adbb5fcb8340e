import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import {
  type ClassHead,
  type Column,
  type Labels,
  probabilityHead,
  type ValueHead,
} from "../../ir/model.ts";
import { divisors } from "../../ir/predictors/forest/forest.ts";
import { joinForests } from "../../ir/predictors/forest/join.ts";
import { averageBlend, commonType, softBlend } from "./blend.ts";
import type { EstimatorOptions, Read } from "./estimators.ts";
import {
  type Fitted,
  failLengths,
  itemsOf,
  numberOf,
  numbersOf,
  pathOf,
  widthOf,
} from "./fitted.ts";
import { indices } from "./indices.ts";
import { readLabels } from "./labels.ts";
import { failMember, isOneTree, type Member, membersOf, partsOf, trainingOf } from "./members.ts";

const ADVICE = "bag decision trees, or train a random forest";

/** A member, and the class of the whole that each of its classes is. */
interface ClassMember extends Member {
  readonly classes: ArrayLike<number>;
}

/** Members' probabilities, each over the classes that it saw, are added in order and divided. */
export function readBaggingClassifier(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const labels = readLabels(fitted);
  const members = baggedOf(fitted, member).map((bagged): ClassMember => {
    if (bagged.head.kind !== "classes") failMember(fitted, bagged.fitted, ADVICE);
    return { ...bagged, classes: seenClasses(bagged.fitted, bagged.head.labels, labels) };
  });
  if (!members.every(isOneTree))
    return softBlend({ fitted, members, labels, type: "f64", advice: ADVICE });
  const head = probabilityHead(labels);
  return averagedTrees(members, { head, scores: members.map(({ classes }) => classes) });
}

export function readBaggingRegressor(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const members = baggedOf(fitted, member);
  const { head } = members[0]!;
  if (head.kind !== "values" || !members.every(isOneTree)) {
    return averageBlend({ fitted, members, type: commonType(members), advice: ADVICE });
  }
  const outputs = Array.from(head.links, (_, output) => output);
  return averagedTrees(members, { head, scores: members.map(() => outputs) });
}

/** Trees whose leaves are added into the same scores, and divided at the end. */
function averagedTrees(
  members: readonly Member[],
  of: { readonly head: ClassHead | ValueHead; readonly scores: readonly ArrayLike<number>[] },
): Read {
  const { columns, parts } = partsOf(members);
  const count = of.head.kind === "values" ? of.head.links.length : of.head.labels.names.length;
  members.forEach(({ predictor, fitted: { path } }, i) => {
    const expected = of.scores[i]!.length;
    if (predictor.scores !== expected)
      failLengths("values", { length: predictor.scores }, expected, path);
  });
  const predictor = joinForests(
    parts.map((part, i) => ({ ...part, scores: of.scores[i]! })),
    count,
    {
      kind: "sum",
      accumulator: "f64",
      base: new Float64Array(count),
      divisor: divisors(count, members.length),
    },
  );
  return { predictor, head: of.head, columns, training: trainingOf(members) };
}

/**
 * Members were trained on the positions of the classes; one may have seen fewer of them. CatBoost's
 * hold theirs in the model.
 */
function seenClasses(member: Fitted, own: Labels, { names }: Labels): ArrayLike<number> {
  const isTold = member.attributes.has("classes_");
  const seen = isTold ? numbersOf(member, "classes_") : own.names.map(Number);
  const known = (item: number) => Number.isInteger(item) && item >= 0 && item < names.length;
  if (seen.every(known)) return seen;
  const expected = `classes below ${names.length}`;
  const facts = { attribute: "classes_", found: "another", expected };
  fail("sklearn/bad-attribute", facts, { at: pathOf(member, "classes_") });
}

/** The members, each on its own choice of features. */
function baggedOf(fitted: Fitted, read: EstimatorOptions["member"]): readonly Member[] {
  const features = itemsOf(fitted, "estimators_features_");
  const count = numberOf(fitted, "n_estimators");
  const estimators = itemsOf(fitted, "estimators_");
  if (estimators.length !== count)
    failLengths("estimators_", estimators, count, pathOf(fitted, "estimators_"));
  if (features.length !== count)
    failLengths("estimators_features_", features, count, pathOf(fitted, "estimators_features_"));
  const width = widthOf(fitted);
  return membersOf(fitted, read).map((member, index) => {
    const at = pathOf(fitted, `estimators_features_[${index}]`);
    const chosen = indices(features[index], at);
    return { ...member, columns: chosenColumns(member.columns, chosen, { width, at }) };
  });
}

/** Columns of a choice of features, in the features that there are. */
function chosenColumns(
  columns: readonly Column[],
  chosen: ArrayLike<number>,
  { width, at }: { readonly width: number; readonly at: string },
): readonly Column[] {
  return columns.map(({ from, chain }) => {
    const feature = chosen[from];
    if (feature !== undefined && Number.isInteger(feature) && feature >= 0 && feature < width) {
      return { from: feature, chain };
    }
    return fail("tree/feature-out-of-range", { feature: feature ?? -1, features: width }, { at });
  });
}
