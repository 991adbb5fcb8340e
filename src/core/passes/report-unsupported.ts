import type { Model } from "../ir/model.ts";
import { linearFlush } from "../ir/linear-columns.ts";
import type { Pass } from "./pass.ts";

/** Refuses what no plan can express yet, by name, before anything is rewritten. */
export const reportUnsupported: Pass = {
  name: "report-unsupported",
  kind: "check",
  run(model, { problems }) {
    for (const what of unsupported(model)) problems.add("plan/unsupported", { what });
    if (linearFlush(model) === undefined) problems.add("plan/scaled-linear-leaves", {});
    return model;
  },
};

function* unsupported({ head, predictor: { combine, scores, leaves } }: Model): Generator<string> {
  if (head.kind === "anomaly") yield "an anomaly detector";
  if (head.kind === "blend") yield "a blend of several models";
  if (head.kind === "values") {
    if (scores > 1) yield `a model with ${scores} outputs`;
    if (head.links.some(({ kind, scale }) => kind !== "identity" || scale !== undefined))
      yield "a link behind a value";
  }
  if (head.kind === "classes") {
    if (head.link === "sigmoids") yield "a sigmoid for each class";
    if (head.link === "step") yield "probabilities of 0 and 1";
    if (head.link === "complement") yield "one probability for two classes";
    if (head.linkDivisor !== undefined) yield "a softmax of divided scores";
    if (head.linkScale !== undefined && !Number.isInteger(Math.log2(head.linkScale)))
      yield "a sigmoid's scale that is no power of two";
  }
  if (leaves.linear) yield "leaves with linear models";
  if (combine.kind === "median" && combine.weights) yield "a weighted median";
  if (combine.kind !== "sum") return;
  const { divisor, scale, bias } = combine;
  if (divisor && !(Number.isInteger(divisor[0]!) && divisor.every((d) => d === divisor[0])))
    yield "scores divided by different numbers";
  if (scale !== undefined || bias) yield "scores that are scaled or biased after their sum";
}
