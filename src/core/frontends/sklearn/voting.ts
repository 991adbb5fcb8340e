import { isArray, isList } from "../../containers/pickle-values.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { averageBlend, commonType, hardBlend, softBlend } from "./blend.ts";
import type { EstimatorOptions, Read } from "./estimators.ts";
import { type Fitted, failLengths, itemsOf, pathOf, textOf } from "./fitted.ts";
import { readLabels } from "./labels.ts";
import { alikeMembersOf, type Member } from "./members.ts";

const ADVICE = "vote with scikit-learn's trees, forests and boosting, or save one member";

export function readVotingClassifier(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const labels = readLabels(fitted);
  const members = alikeMembersOf(fitted, member);
  const weights = weightsOf(fitted, members.length);
  const type = typeOf(fitted, members, weights);
  const blend = { fitted, members, labels, weights, type, advice: ADVICE };
  return textOf(fitted, "voting") === "soft" ? softBlend(blend) : hardBlend(blend);
}

export function readVotingRegressor(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const members = alikeMembersOf(fitted, member);
  const weights = weightsOf(fitted, members.length);
  return averageBlend({
    fitted,
    members,
    weights,
    type: typeOf(fitted, members, weights),
    advice: ADVICE,
  });
}

/** Python's weights make doubles of float32 answers; an array of float32 would not. */
function typeOf(
  fitted: Fitted,
  members: readonly Member[],
  weights: readonly number[] | undefined,
): FloatType {
  const type = commonType(members);
  if (type === "f64" || !weights) return type;
  const given = fitted.attributes.get("weights");
  if (!isArray(given) || given.dtype.itemSize === 8) return "f64";
  const facts = { what: "weights of fewer than 64 bits", advice: "train with a list of weights" };
  fail("sklearn/unsupported-option", facts, { at: pathOf(fitted, "weights") });
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
