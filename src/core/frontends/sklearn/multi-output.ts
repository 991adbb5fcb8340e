import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { ValueHead } from "../../ir/model.ts";
import { joinSums } from "../../ir/predictors/forest/join.ts";
import { commonType, sumsOf } from "./blend.ts";
import type { EstimatorOptions, Read } from "./estimators.ts";
import type { Fitted } from "./fitted.ts";
import { alikeMembersOf, failMember, partsOf, trainingOf } from "./members.ts";

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
  const { columns, parts } = partsOf(members);
  const predictor = joinSums(parts, sumsOf({ fitted, members, advice: ADVICE }));
  const head: ValueHead = { kind: "values", type: commonType(members), links };
  return { predictor, head, columns, training: trainingOf(members) };
}
