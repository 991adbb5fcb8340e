import { argmax } from "../ir/head.ts";
import { scoresOf } from "../ir/model.ts";
import { roundTo } from "../ir/number-type.ts";
import { finishSums } from "../ir/predictors/forest/evaluate.ts";
import { applySteps } from "../ir/steps.ts";
import { type DecidingHead, decideScores, decideSums } from "./decide.ts";
import { ENCODINGS } from "./encodings/encoding.ts";
import { deviceAnomaly } from "./heads/anomaly.ts";
import { deviceAverages } from "./heads/average.ts";
import { deviceShares, mostVoted, SHARE_BITS } from "./heads/blend.ts";
import { deviceProbabilities } from "./heads/probabilities.ts";
import { deviceValues } from "./heads/values.ts";
import { walkBody } from "./layouts/layout.ts";
import { linearColumns, pooledValue } from "./linear-table.ts";
import type { DeviceHead, IntegerSum, Median, Plan, RealSum } from "./plan.ts";
import { treesOf } from "./plan.ts";
import { integerScores, memberScores, realScores, type Scores } from "./scores.ts";

/** What the device answers, bit for bit: floats are binary32. */
export interface DeviceResult {
  /** What each tree's leaf holds. */
  readonly payloads: Int32Array;
  readonly raw: Float64Array;
  /** Class index, the (first) value, or 1 and -1 for normal and anomaly. */
  readonly prediction: number;
  readonly probabilities?: Float64Array;
  /** What a regression gives, one number an output; an anomaly detector's decision value. */
  readonly values?: Float64Array;
}

/** Evaluates the plan's own tables. `given` holds values of the plan's input type. */
export function evaluatePlan(plan: Plan, given: ArrayLike<number>): DeviceResult {
  const row = applySteps(plan.mixing, given);
  const encoding = ENCODINGS[plan.encoding];
  const values = plan.slots.map((slot) => encoding.value(slot, row[slot.feature]!));
  const payloads = new Int32Array(treesOf(plan));
  for (let tree = 0; tree < payloads.length; tree++)
    payloads[tree] = walkBody(plan.body, values, tree);
  return { payloads, ...combine(plan, payloads, row) };
}

function combine(
  plan: Plan,
  payloads: Int32Array,
  row: ArrayLike<number>,
): Omit<DeviceResult, "payloads"> {
  const { sum, head } = plan;
  switch (sum.kind) {
    case "integer": {
      const sums = addIntegers(plan, sum, payloads);
      const decided = chooseBy(head, (of, first, count) =>
        decideSums(of, sums.subarray(first, first + count), sum.units[first]!),
      );
      return finish(plan, integerScores(sum, sums), decided);
    }
    case "real": {
      const sums = addReals(plan, { sum, payloads, row });
      const decided = chooseBy(head, (of, first, count) =>
        decideScores(of, sums.subarray(first, first + count), 0),
      );
      return finish(plan, realScores(sum, sums), decided);
    }
    case "vote": {
      const votes = new Float64Array(sum.classes);
      let winner = 0;
      for (const voted of payloads) {
        votes[voted]!++;
        if (votes[voted]! > votes[winner]!) winner = voted;
      }
      const raw = votes.map((count) => Math.fround(count * sum.unit));
      return { raw, prediction: winner, probabilities: raw };
    }
    case "median": {
      const values = Float64Array.of(plan.leaves.values[medianOf(sum, payloads)]!);
      return { raw: values, prediction: values[0]!, values };
    }
  }
}

/** What a head decides for, or the members of a vote together; `decide` knows the scores. */
function chooseBy(
  head: DeviceHead,
  decide: (head: DecidingHead, first: number, count: number) => number,
): number {
  if (head.kind === "values" || head.kind === "choices" || head.kind === "average") return 0;
  if (head.kind === "anomaly") return decide(head, 0, 1);
  if (head.kind === "classes") return decide(head, 0, scoresOf(head));
  // A soft blend decides by its probabilities.
  if (head.how === "soft") return 0;
  return mostVoted(head, (member) => decide(member.head, member.firstScore, scoresOf(member.head)));
}

function medianOf({ weights, type = "f64" }: Median, payloads: Int32Array): number {
  if (!weights) return payloads.slice().sort()[(payloads.length - 1) >> 1]!;
  const order = Array.from(payloads.keys()).sort((a, b) => payloads[a]! - payloads[b]!);
  const total = order.reduce((sum, tree) => roundTo(type, sum + weights[tree]!), 0);
  let reached = 0;
  const middle = order.find((tree) => {
    reached = roundTo(type, reached + weights[tree]!);
    return reached + reached >= total;
  });
  return payloads[middle ?? order.at(-1)!]!;
}

function addIntegers({ leaves }: Plan, sum: IntegerSum, payloads: Int32Array): Int32Array {
  const sums = sum.base.slice();
  payloads.forEach((payload, tree) => {
    const first = sum.firstScore[tree]!;
    if (leaves.kind === "inline") sums[first]! += payload;
    else
      for (let i = 0; i < leaves.stride; i++)
        sums[first + i]! += leaves.values[payload * leaves.stride + i]!;
  });
  return sums;
}

function addReals(
  { leaves }: Plan,
  reached: {
    readonly sum: RealSum;
    readonly payloads: Int32Array;
    readonly row: ArrayLike<number>;
  },
): Float64Array {
  const { sum, payloads, row } = reached;
  const sums = sum.base.slice();
  const columns = linearColumns(leaves, row);
  payloads.forEach((payload, tree) => {
    const first = sum.firstScore[tree]!;
    if (leaves.linear) {
      sums[first]! += pooledValue(leaves, payload, columns);
      return;
    }
    for (let i = 0; i < leaves.stride; i++) {
      const value = leaves.values[payload * leaves.stride + i]!;
      sums[first + i] = roundTo(sum.type, sums[first + i]! + value);
    }
  });
  finishSums({ ...sum, kind: "sum", accumulator: sum.type }, sums);
  return sums;
}

/** `decided`: the class, or normal and anomaly. */
function finish({ head }: Plan, scores: Scores, decided: number): Omit<DeviceResult, "payloads"> {
  const raw = Float64Array.from({ length: scores.count }, (_, score) => scores.asFloat(score));
  switch (head.kind) {
    case "values": {
      const values = deviceValues(head, scores);
      return { raw, prediction: values[0]!, values };
    }
    case "classes":
      return {
        raw,
        prediction: decided,
        probabilities: deviceProbabilities(head, scores, decided),
      };
    case "anomaly":
      return { raw, prediction: decided, values: Float64Array.of(deviceAnomaly(head, scores)) };
    case "choices": {
      const values = Float64Array.from(
        head.choices,
        ({ firstScore, classes }) =>
          classes[memberScores(scores, firstScore, classes.length).best()]!,
      );
      return { raw, prediction: values[0]!, values };
    }
    case "average": {
      const averages = deviceAverages(head, scores);
      const floats = averages.map(Math.fround);
      if (head.labels) return { raw, prediction: argmax(averages), probabilities: floats };
      return { raw, prediction: floats[0]!, values: floats };
    }
    case "blend": {
      if (head.how === "hard") return { raw, prediction: decided };
      const shares = deviceShares(head, scores);
      const probabilities = shares.map((share) => Math.fround(share) * 2 ** -SHARE_BITS);
      return { raw, prediction: argmax(shares), probabilities };
    }
  }
}
