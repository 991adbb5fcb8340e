import type { DeviceResult } from "../plan/evaluate.ts";
import type { Plan } from "../plan/plan.ts";
import type { NativeAnswer } from "./native-words.ts";

interface Difference {
  readonly what: string;
  readonly expected: string;
  readonly got: string;
}

/** A row that the compiled C answers differently from the plan. */
export interface NativeMismatch extends Difference {
  readonly row: number;
}

export interface NativeComparison {
  readonly rows: number;
  /** Rows without an answer included. */
  readonly mismatched: number;
  /** The first of those with a wrong answer. */
  readonly mismatches: readonly NativeMismatch[];
}

const KEPT = 20;

/** Compares compiled C's answers with the plan's results, bit for bit. */
export function compareAnswers(
  plan: Plan,
  {
    rows,
    results,
    answers,
  }: {
    readonly rows: readonly Float64Array[];
    readonly results: readonly DeviceResult[];
    readonly answers: readonly NativeAnswer[];
  },
): NativeComparison {
  const mismatches: NativeMismatch[] = [];
  let mismatched = rows.length - answers.length;
  answers.forEach((answer, row) => {
    const difference = compareAnswer(plan, rows[row]!, results[row]!, answer);
    if (difference === undefined) return;
    mismatched++;
    if (mismatches.length < KEPT) mismatches.push({ row, ...difference });
  });
  return { rows: rows.length, mismatched, mismatches };
}

/** The first way in which compiled C answers differently from the plan, bit for bit; or undefined. */
function compareAnswer(
  plan: Plan,
  row: Float64Array,
  expected: DeviceResult,
  got: NativeAnswer,
): Difference | undefined {
  const differ = (what: string, wanted: number, given: number) =>
    Object.is(wanted, given) ? undefined : { what, expected: String(wanted), got: String(given) };
  const firstBad = plan.inputType === "f32" ? row.findIndex((x) => !Number.isFinite(x)) + 1 : 0;
  const found = [
    differ("prediction", expected.prediction, got.prediction),
    ...Array.from(got.probabilities, (p, i) =>
      differ(`probability ${i}`, expected.probabilities![i]!, p),
    ),
    ...Array.from(got.values, (value, i) => differ(`value ${i}`, expected.values![i]!, value)),
    ...Array.from(got.raw, (raw, i) => differ(`score ${i}`, expected.raw[i]!, raw)),
    differ("check_input", firstBad, got.checkInput),
  ];
  return found.find((difference) => difference !== undefined);
}
