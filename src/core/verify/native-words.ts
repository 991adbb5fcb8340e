import { f32Bits, f32FromBits } from "../math.ts";
import { apiOf } from "../plan/api.ts";
import type { DeviceResult } from "../plan/evaluate.ts";
import type { Plan } from "../plan/plan.ts";

/** One row of the compiled model's answers. */
export interface NativeAnswer {
  readonly prediction: number;
  readonly probabilities: Float64Array;
  readonly raw: Float64Array;
  /** 0, or 1 + the first feature that is not finite. */
  readonly checkInput: number;
}

/** Words of a row of answers in the harness's order: prediction, probabilities, scores, check. */
export function answerShape(plan: Plan): {
  readonly probabilities: number;
  readonly raw: number;
  readonly words: number;
} {
  const api = apiOf(plan);
  const { head } = plan;
  const probabilities = api.probability && head.kind === "classes" ? head.labels.names.length : 0;
  const scores = head.kind === "classes" && head.link === "sigmoid" ? 1 : probabilitiesOf(plan);
  const raw = api.decision ? scores : 0;
  return { probabilities, raw, words: 2 + probabilities + raw };
}

function probabilitiesOf({ head }: Plan): number {
  return head.kind === "classes" ? head.labels.names.length : 1;
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
  const shape = answerShape(plan);
  const floats = (from: number, count: number) =>
    Float64Array.from(words.subarray(from, from + count), f32FromBits);
  return Array.from({ length: Math.floor(words.length / shape.words) }, (_, i) => {
    const at = i * shape.words;
    const first = words[at]!;
    return {
      prediction: plan.head.kind === "classes" ? first | 0 : f32FromBits(first),
      probabilities: floats(at + 1, shape.probabilities),
      raw: floats(at + 1 + shape.probabilities, shape.raw),
      checkInput: words[at + shape.words - 1]! | 0,
    };
  });
}

/** The first way in which compiled C answers differently from the plan, bit for bit; or undefined. */
export function compareAnswer(
  plan: Plan,
  row: ArrayLike<number>,
  expected: DeviceResult,
  got: NativeAnswer,
): { readonly what: string; readonly expected: string; readonly got: string } | undefined {
  const differ = (what: string, wanted: number, given: number) =>
    Object.is(wanted, given) ? undefined : { what, expected: String(wanted), got: String(given) };
  const firstBad =
    plan.inputType === "f32" ? Array.from(row).findIndex((x) => !Number.isFinite(x)) + 1 : 0;
  const found = [
    differ("prediction", expected.prediction, got.prediction),
    ...Array.from(got.probabilities, (p, i) =>
      differ(`probability ${i}`, expected.probabilities![i]!, p),
    ),
    ...Array.from(got.raw, (raw, i) => differ(`score ${i}`, expected.raw[i]!, raw)),
    differ("check_input", firstBad, got.checkInput),
  ];
  return found.find((difference) => difference !== undefined);
}
