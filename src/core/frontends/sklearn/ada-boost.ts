import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { argmax } from "../../ir/head.ts";
import { type ClassHead, type Labels, valueHead } from "../../ir/model.ts";
import { divisors, type Forest, type SumCombine } from "../../ir/predictors/forest/forest.ts";
import { joinForests } from "../../ir/predictors/forest/join.ts";
import { log } from "../../math.ts";
import type { EstimatorOptions, Read } from "./estimators.ts";
import { type Fitted, failLengths, numbersOf, pathOf, textOf } from "./fitted.ts";
import { readLabels } from "./labels.ts";
import {
  alikeMembersOf,
  failMember,
  isOneTree,
  type Member,
  type MemberReader,
  partsOf,
} from "./members.ts";
import { trainingMissing } from "./missing.ts";
import { pairwiseSum } from "./pairwise-sum.ts";
import { atLeast, type Release } from "./release.ts";

/** What a tree adds, made of the probabilities of the leaf that it reaches. */
type Contribution = (probabilities: Float64Array, weight: number) => ArrayLike<number>;

/**
 * Each tree votes for one class with its weight (SAMME), or for all with logarithms of its
 * probabilities (SAMME.R, the default up to 1.5, gone from 1.6); divided by the sum of weights.
 */
export function readAdaBoostClassifier(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const labels = readLabels(fitted);
  const classes = labels.names.length;
  const { members, weights } = boosted(fitted, member);
  for (const { head, fitted: own } of members) {
    const count = head.kind === "classes" ? head.labels.names.length : 0;
    if (count !== classes)
      failLengths("classes_", { length: count }, classes, pathOf(own, "classes_"));
  }
  const byProbability = textOf(fitted, "algorithm") === "SAMME.R";
  // Two classes then have scores that are each other's negative in every bit.
  const single = classes === 2 && !byProbability && votesAgainst(fitted.release);
  const contribution = byProbability
    ? logProbabilities
    : single
      ? signedWeight
      : voteWith(votesAgainst(fitted.release) ? -1 / (classes - 1) : 0);
  const scores = single ? 1 : classes;
  return readBoosted(fitted, members, {
    contribution: (probabilities, tree) => contribution(probabilities, weights[tree]!),
    scores,
    head: single ? twoClasses(labels) : severalClasses(labels),
    divisor: pairwiseSum(weights),
  });
}

/** From 1.3.1 a tree also votes against the classes that it does not vote for. */
function votesAgainst(release: Release): boolean {
  return atLeast(release, 1, 3) && !/^1\.3\.0(?!\d)/.test(release.version);
}

/** The decision value is class 1's score less class 0's, so twice class 1's, to the bit. */
const signedWeight: Contribution = (probabilities, weight) => [
  2 * (argmax(probabilities) === 1 ? weight : -weight),
];

function voteWith(against: number): Contribution {
  return (probabilities, weight) => {
    const voted = argmax(probabilities);
    return probabilities.map((_, k) => (k === voted ? weight : against * weight));
  };
}

/** numpy.finfo(float64).eps, below which no probability is taken. */
const LEAST = 2 ** -52;

function logProbabilities(probabilities: Float64Array): ArrayLike<number> {
  const classes = probabilities.length;
  const logs = probabilities.map((p) => log(Math.max(p, LEAST)));
  const mean = (1 / classes) * pairwiseSum(logs);
  return logs.map((value) => (classes - 1) * (value - mean));
}

function twoClasses(labels: Labels): ClassHead {
  const decide = { kind: "threshold", compare: "gt", value: 0 } as const;
  return { kind: "classes", labels, link: "sigmoid", type: "f64", decide };
}

function severalClasses(labels: Labels): ClassHead {
  const count = labels.names.length;
  return {
    kind: "classes",
    labels,
    link: "softmax",
    ...(count > 2 ? { linkDivisor: count - 1 } : {}),
    type: "f64",
    decide: { kind: "argmax" },
  };
}

interface Boosted {
  readonly contribution: (probabilities: Float64Array, tree: number) => ArrayLike<number>;
  readonly scores: number;
  readonly head: ClassHead;
  readonly divisor: number;
}

function readBoosted(fitted: Fitted, members: readonly Member[], on: Boosted): Read {
  const { scores, head } = on;
  const { columns, parts } = partsOf(members);
  const all = Array.from({ length: scores }, (_, score) => score);
  const combine: SumCombine = {
    kind: "sum",
    accumulator: "f64",
    base: new Float64Array(scores),
    divisor: divisors(scores, on.divisor),
  };
  const predictor = joinForests(
    parts.map(({ forest, features }, tree) => ({
      forest: withLeaves(forest, scores, (row) => on.contribution(row, tree)),
      features,
      scores: all,
    })),
    scores,
    combine,
  );
  return { predictor, head, columns, training: trainingMissing(fitted, []) };
}

/** The forest with other numbers in its leaves, `stride` a leaf. */
function withLeaves(
  forest: Forest,
  stride: number,
  change: (row: Float64Array) => ArrayLike<number>,
): Forest {
  const { leaves } = forest;
  const rows = leaves.values.length / leaves.stride;
  const values = new Float64Array(rows * stride);
  for (let row = 0; row < rows; row++) {
    const own = leaves.values.subarray(row * leaves.stride, (row + 1) * leaves.stride);
    values.set(Array.from(change(own)), row * stride);
  }
  return { ...forest, scores: stride, leaves: { stride, values } };
}

/** AdaBoost.R2: the weighted median of the trees' values. */
export function readAdaBoostRegressor(
  fitted: Fitted,
  _problems: Problems,
  { member }: EstimatorOptions,
): Read {
  const { members, weights } = boosted(fitted, member);
  for (const { head, fitted: own } of members) {
    if (head.kind !== "values" || head.links.length !== 1) failMember(fitted, own, ADVICE);
  }
  const { columns, parts } = partsOf(members);
  const predictor = joinForests(
    parts.map((part) => ({ ...part, scores: [0] })),
    1,
    { kind: "median", weights: weights.slice(0, members.length) },
  );
  return { predictor, head: valueHead(1), columns, training: trainingMissing(fitted, []) };
}

const ADVICE = "boost decision trees";

/** Trees, and a weight for each that training planned: it may have stopped earlier. */
function boosted(fitted: Fitted, read: MemberReader) {
  const members = alikeMembersOf(fitted, read);
  for (const one of members) if (!isOneTree(one)) failMember(fitted, one.fitted, ADVICE);
  const weights = numbersOf(fitted, "estimator_weights_");
  const odd = weights.find((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (odd !== undefined) {
    const facts = {
      attribute: "estimator_weights_",
      found: String(odd),
      expected: "no weight below 0",
    };
    fail("sklearn/bad-attribute", facts, { at: pathOf(fitted, "estimator_weights_") });
  }
  if (weights.length < members.length) {
    failLengths(
      "estimator_weights_",
      weights,
      members.length,
      pathOf(fitted, "estimator_weights_"),
    );
  }
  return { members, weights };
}
