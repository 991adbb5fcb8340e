import type { Problems } from "../../diagnostics/diagnostic.ts";
import { choicesHead, type Head, labelsOf, type ValueLink } from "../../ir/model.ts";
import { joinSums } from "../../ir/predictors/forest/join.ts";
import { isF32 } from "../../math.ts";
import { commonType, sumsOf } from "./blend.ts";
import type { EstimatorOptions, Read } from "./estimators.ts";
import type { Fitted } from "./fitted.ts";
import { alikeMembersOf, failMember, type Member, partsOf, trainingOf } from "./members.ts";

const ADVICE = "save the members of estimators_ one by one";

/** MultiOutputRegressor: a regressor an output, side by side. */
export function readMultiOutputRegressor(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const members = alikeMembersOf(fitted, member);
  const links = members.flatMap(({ head, fitted: own }) => {
    if (head.kind !== "values" || head.sorted) failMember(fitted, own, ADVICE);
    return head.links;
  });
  return sideBySide(fitted, members, links);
}

/**
 * MultiOutputClassifier: of members whose scores are probabilities, or of two classes an output, 0
 * and 1, that are told apart by one score.
 */
export function readMultiOutputClassifier(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const members = alikeMembersOf(fitted, member);
  if (members.every(({ head }) => head.kind === "classes" && head.link === "identity"))
    return joined(fitted, members, choicesHead(members.map((one) => labelNumbers(fitted, one))));
  const links = members.map(({ head, fitted: own }): ValueLink => {
    const isLabel = head.kind === "classes" && head.labels.names.join() === "0,1";
    if (!isLabel || head.decide.kind !== "threshold") failMember(fitted, own, ADVICE);
    const { compare, value } = head.decide;
    return { kind: "step", limit: { compare, value } };
  });
  return sideBySide(fitted, members, links);
}

/** The numbers that a member's classes are. */
function labelNumbers(fitted: Fitted, { head, fitted: own }: Member): readonly number[] {
  const { type, names } = labelsOf(head)!;
  const numbers = names.map(Number);
  const areFloats = (type === "integer" || type === "number") && numbers.every(isF32);
  return areFloats ? numbers : failMember(fitted, own, ADVICE);
}

function sideBySide(fitted: Fitted, members: readonly Member[], links: readonly ValueLink[]): Read {
  return joined(fitted, members, { kind: "values", type: commonType(members), links });
}

/** Each member's trees in one forest, with scores and outputs of their own. */
function joined(fitted: Fitted, members: readonly Member[], head: Head): Read {
  const { columns, parts } = partsOf(members);
  const predictor = joinSums(parts, sumsOf({ fitted, members, advice: ADVICE }));
  return { predictor, head, columns, training: trainingOf(members) };
}
