import { fail } from "../../diagnostics/diagnostic.ts";
import type { Head } from "../../ir/model.ts";
import { exp, log } from "../../math.ts";
import { type Fitted, itemsOf, numbersOf, openFitted, pathOf, required, textOf } from "./fitted.ts";
import { logit } from "./logit.ts";
import { pairwiseSum } from "./pairwise-sum.ts";
import { atLeast, type Release } from "./release.ts";

/**
 * The raw scores before the first stage, from `init_`: zero, a regressor's constant, or the
 * log-odds of a classifier's prior.
 */
export function readBase(fitted: Fitted, head: Head, scores: number): Float64Array {
  if (textOf(fitted, "init_") === "zero") return new Float64Array(scores);
  const init = openFitted(required(fitted, "init_"), pathOf(fitted, "init_"));
  const base = head.kind === "values" ? constant(init) : logOdds(init, { fitted, head });
  if (base.length !== scores) {
    fail(
      "tree/lengths-disagree",
      { array: "init_", length: base.length, expected: scores },
      { at: init.path },
    );
  }
  for (const value of base)
    if (!Number.isFinite(value)) fail("tree/non-finite-leaf", { value }, { at: init.path });
  return base;
}

function constant(init: Fitted): Float64Array {
  if (init.className !== "DummyRegressor")
    fail("sklearn/unsupported-init", { init: init.className }, { at: init.path });
  return numbersOf(init, "constant_");
}

const PRIORS: ReadonlyMap<string, (prior: Float64Array, init: Fitted) => Float64Array> = new Map([
  ["prior", (prior: Float64Array) => prior],
  ["uniform", (prior: Float64Array) => prior.map(() => 1 / prior.length)],
  ["most_frequent", (prior: Float64Array) => oneHot(prior, prior.indexOf(Math.max(...prior)))],
  [
    "constant",
    (prior: Float64Array, init: Fitted) =>
      oneHot(prior, itemsOf(init, "classes_").indexOf(init.attributes.get("constant") ?? null)),
  ],
]);

function oneHot(like: Float64Array, index: number): Float64Array {
  return like.map((_, i) => (i === index ? 1 : 0));
}

function logOdds(init: Fitted, of: { fitted: Fitted; head: Head }): Float64Array {
  const strategy = textOf(init, "strategy") ?? "";
  const probabilities = init.className === "DummyClassifier" ? PRIORS.get(strategy) : undefined;
  if (!probabilities) {
    const name =
      init.className === "DummyClassifier"
        ? `DummyClassifier(strategy="${strategy}")`
        : init.className;
    fail("sklearn/unsupported-init", { init: name }, { at: init.path });
  }
  const { release } = of.fitted;
  // numpy.finfo(float32).eps up to 1.7, of float64 from 1.8.
  const eps = atLeast(release, 1, 8) ? 2 ** -52 : 2 ** -23;
  const p = probabilities(numbersOf(init, "class_prior_"), init).map((x) =>
    Math.min(Math.max(x, eps), 1 - eps),
  );
  if (of.head.kind === "classes" && of.head.link === "softmax") return centredLogs(p, release);
  const odds = logit(p[1] ?? Number.NaN, release);
  return Float64Array.of(textOf(of.fitted, "loss") === "exponential" ? 0.5 * odds : odds);
}

/** Up to 1.3 the logarithms; from 1.4 those of p over its geometric mean, in scipy's arithmetic. */
function centredLogs(p: Float64Array, release: Release): Float64Array {
  const logs = p.map(log);
  if (!atLeast(release, 1, 4)) return logs;
  const mean = exp(pairwiseSum(logs) / logs.length);
  return p.map((x) => log(x / mean));
}
