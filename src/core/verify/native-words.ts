import { labelsOf } from "../ir/model.ts";
import { f32Bits, f32FromBits } from "../math.ts";
import { apiOf } from "../plan/api.ts";
import type { Plan } from "../plan/plan.ts";

/** One row of the compiled model's answers. */
export interface NativeAnswer {
  /** Class index, the (first) value, or 1 and -1 for normal and anomaly. */
  readonly prediction: number;
  readonly probabilities: Float64Array;
  readonly raw: Float64Array;
  /** What a regression gives, one number an output; an anomaly detector's decision value. */
  readonly values: Float64Array;
  /** 0, or 1 + the first feature that is not finite. */
  readonly checkInput: number;
}

/** Words of a row of answers, in the harness's order. */
export interface AnswerShape {
  /** What `predict` gives: a choice is one integer, values are floats. */
  readonly choice: 0 | 1;
  readonly values: number;
  readonly probabilities: number;
  /** What `decision` gives. */
  readonly decision: number;
  /** All of these and check_input. */
  readonly words: number;
}

export function answerShape(plan: Plan): AnswerShape {
  const api = apiOf(plan);
  const probabilities = api.probability ? labelsOf(plan.head)!.names.length : 0;
  const choice = api.values === 0 ? 1 : 0;
  const decision = api.decision ? plan.reach.length : 0;
  const words = choice + api.values + probabilities + decision + 1;
  return { choice, values: api.values, probabilities, decision, words };
}

/**
 * Rows as the words that the harness reads: binary32 bits, or integers. A NaN's sign is unspecified
 * in JavaScript, so NaNs are sent with both signs in turn.
 */
export function toRowWords(plan: Plan, rows: readonly Float64Array[]): Uint32Array {
  const width = plan.features;
  const words = new Uint32Array(rows.length * width);
  rows.forEach((row, i) => {
    for (let feature = 0; feature < width; feature++) {
      const x = row[feature]!;
      words[i * width + feature] =
        plan.inputType === "f32" ? floatWord(x, (i + feature) % 2 === 1) : x >>> 0;
    }
  });
  return words;
}

function floatWord(x: number, negativeNan: boolean): number {
  if (Number.isNaN(x)) return negativeNan ? 0xffc00001 : 0x7fc00001;
  return f32Bits(x);
}

export function fromAnswerWords(plan: Plan, words: Uint32Array): NativeAnswer[] {
  const { choice, values, probabilities, decision, words: width } = answerShape(plan);
  const anomaly = plan.head.kind === "anomaly";
  return Array.from({ length: Math.floor(words.length / width) }, (_, i) => {
    let at = i * width;
    const floats = (count: number) => {
      at += count;
      return Float64Array.from(words.subarray(at - count, at), f32FromBits);
    };
    const chosen = words[at]! | 0;
    at += choice;
    const predicted = floats(values);
    const proba = floats(probabilities);
    const decided = floats(decision);
    return {
      prediction: choice ? chosen : predicted[0]!,
      probabilities: proba,
      raw: anomaly ? new Float64Array() : decided,
      values: anomaly ? decided : predicted,
      checkInput: words[at]! | 0,
    };
  });
}
