import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { ValueHead, ValueLink } from "../../ir/model.ts";
import { joinSums } from "../../ir/predictors/forest/join.ts";
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

/** MultiOutputClassifier of two classes an output, 0 and 1, that are told apart by one score. */
export function readMultiOutputClassifier(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const members = alikeMembersOf(fitted, member);
  const links = members.map(({ head, fitted: own }): ValueLink => {
    const isLabel = head.kind === "classes" && head.labels.names.join() === "0,1";
    if (!isLabel || head.decide.kind !== "threshold") failMember(fitted, own, ADVICE);
    const { compare, value } = head.decide;
    return { kind: "step", limit: { compare, value } };
  });
  return sideBySide(fitted, members, links);
}

/** Each member's trees in one forest, with scores and outputs of their own. */
function sideBySide(fitted: Fitted, members: readonly Member[], links: readonly ValueLink[]): Read {
  const { columns, parts } = partsOf(members);
  const predictor = joinSums(parts, sumsOf({ fitted, members, advice: ADVICE }));
  const head: ValueHead = { kind: "values", type: commonType(members), links };
  return { predictor, head, columns, training: trainingOf(members) };
}
