import { isArray, isList } from "../../containers/pickle-values.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { averageBlend, hardBlend, softBlend } from "./blend.ts";
import type { EstimatorOptions, Read } from "./estimators.ts";
import { type Fitted, failLengths, itemsOf, pathOf, textOf } from "./fitted.ts";
import { readLabels } from "./labels.ts";
import { alikeMembersOf } from "./members.ts";

const ADVICE = "vote with scikit-learn's trees, forests and boosting, or save one member";

export function readVotingClassifier(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const labels = readLabels(fitted);
  const members = alikeMembersOf(fitted, member);
  const weights = weightsOf(fitted, members.length);
  const blend = { fitted, members, labels, weights, advice: ADVICE };
  return textOf(fitted, "voting") === "soft" ? softBlend(blend) : hardBlend(blend);
}

export function readVotingRegressor(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const members = alikeMembersOf(fitted, member);
  const weights = weightsOf(fitted, members.length);
  return averageBlend({ fitted, members, weights, advice: ADVICE });
}

/** `weights` stand beside `estimators`, where those that are dropped have one too. */
function weightsOf(fitted: Fitted, members: number): readonly number[] | undefined {
  const given = fitted.attributes.get("weights");
  if (!isList(given) && !isArray(given)) return undefined;
  const weights = itemsOf(fitted, "weights");
  const estimators = itemsOf(fitted, "estimators");
  const at = pathOf(fitted, "weights");
  if (weights.length !== estimators.length) {
    failLengths("weights", weights, estimators.length, at);
  }
  const kept = weights.filter((_, i) => {
    const entry = estimators[i];
    return !isList(entry) || entry[1] !== "drop";
  });
  if (kept.length !== members) failLengths("weights", kept, members, at);
  return kept.map((weight) => {
    if (typeof weight === "number" && Number.isFinite(weight)) return weight;
    const facts = { attribute: "weights", found: String(weight), expected: "finite numbers" };
    return fail("sklearn/bad-attribute", facts, { at });
  });
}
