import { argmax, decideClass } from "../ir/head.ts";
import { roundTo } from "../ir/number-type.ts";
import { ENCODINGS } from "./encodings/encoding.ts";
import { integerDistances, linkedProbabilities, realDistances } from "./heads/probabilities.ts";
import { walkBody } from "./layouts/layout.ts";
import type { IntegerSum, Plan, RealSum } from "./plan.ts";
import { treesOf } from "./plan.ts";
import { integerThreshold } from "./sums/integer.ts";

/** What the device answers, bit for bit: floats are binary32. */
export interface DeviceResult {
  /** What each tree's leaf holds. */
  readonly payloads: Int32Array;
  readonly raw: Float64Array;
  /** Class index, or the value. */
  readonly prediction: number;
  readonly probabilities?: Float64Array;
}

/** Evaluates the plan's own tables. `row` holds values of the plan's input type. */
export function evaluatePlan(plan: Plan, row: ArrayLike<number>): DeviceResult {
  const encoding = ENCODINGS[plan.encoding];
  const values = plan.slots.map((slot) => encoding.value(slot, row[slot.feature]!));
  const payloads = new Int32Array(treesOf(plan));
  for (let tree = 0; tree < payloads.length; tree++)
    payloads[tree] = walkBody(plan.body, values, tree);
  return { payloads, ...combine(plan, payloads) };
}

function combine(plan: Plan, payloads: Int32Array): Omit<DeviceResult, "payloads"> {
  const { sum } = plan;
  switch (sum.kind) {
    case "integer":
      return fromIntegers(plan, sum, addIntegers(plan, sum, payloads));
    case "real":
      return fromReals(plan, sum, addReals(plan, sum, payloads));
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
      const row = payloads.slice().sort()[(payloads.length - 1) >> 1]!;
      const value = plan.leaves.values[row]!;
      return { raw: Float64Array.of(value), prediction: value };
    }
  }
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

function fromIntegers({ head }: Plan, sum: IntegerSum, sums: Int32Array) {
  // As emitted: int32 to float32, then one product with a float32 constant.
  const raw = Float64Array.from(sums, (s) => Math.fround(Math.fround(s) * sum.unit));
  if (head.kind !== "classes") return { raw, prediction: raw[0]! };
  const prediction =
    head.decide.kind === "threshold"
      ? Number(sums[0]! >= integerThreshold(head.decide, sum.unit))
      : argmax(sums);
  if (head.link === "identity") return { raw, prediction, probabilities: raw };
  const distances = integerDistances(sums, -Math.log2(sum.unit));
  return { raw, prediction, probabilities: linkedProbabilities(head, distances) };
}

function addReals({ leaves }: Plan, sum: RealSum, payloads: Int32Array): Float64Array {
  const sums = sum.base.slice();
  payloads.forEach((payload, tree) => {
    const first = sum.firstScore[tree]!;
    for (let i = 0; i < leaves.stride; i++) {
      const value = leaves.values[payload * leaves.stride + i]!;
      sums[first + i] = roundTo(sum.type, sums[first + i]! + value);
    }
  });
  return sums;
}

function fromReals({ head }: Plan, sum: RealSum, sums: Float64Array) {
  const scores = sums.map((s) => roundTo(sum.type, s / sum.divisor));
  const raw = scores.map(Math.fround);
  if (head.kind !== "classes") return { raw, prediction: raw[0]! };
  const prediction = decideClass(head.decide, scores, 0);
  if (head.link === "identity") return { raw, prediction, probabilities: raw };
  const distances = realDistances(scores, sum.type);
  return { raw, prediction, probabilities: linkedProbabilities(head, distances) };
}
