import type { Evaluation } from "../../src/core/ir/evaluate.ts";
import { type Head, labelsOf, type Model } from "../../src/core/ir/model.ts";
import { exponentOf } from "../../src/core/math.ts";
import { type Exception, type FixtureFacts, toNumber, type Vectors } from "./fixtures.ts";

type Facts = Pick<FixtureFacts, "base" | "exceptions">;

/** Are the numbers the same, or as near as a listed exception says? */
function agree(got: number, expected: number, exception: Exception | undefined): boolean {
  if (Object.is(got, expected)) return true;
  if (!exception) return false;
  const [digits, least] = exception.type === "f32" ? [23, -126] : [52, -1022];
  const magnitude = Math.max(Math.abs(expected), exception.least ?? 0, Number.MIN_VALUE);
  const ulp = 2 ** (Math.max(exponentOf(magnitude), least) - digits);
  return Math.abs(got - expected) <= exception.ulps * ulp;
}

function exceptionFor(facts: Facts, columns: Exception["columns"]): Exception | undefined {
  return facts.exceptions.find((exception) => exception.columns === columns);
}

/**
 * The model with the trainer's own starting scores, so that all after them is compared exactly; or
 * what is wrong with the model's.
 */
export function startingAsTrainer(model: Model, facts: Facts): Model | string {
  const { base: expected } = facts;
  const { predictor } = model;
  if (!expected || !("base" in predictor.combine)) return model;
  const { base } = predictor.combine;
  const exception = exceptionFor(facts, "base");
  if (base.length !== expected.length) return `${base.length} starting scores`;
  const far = expected.findIndex((value, i) => !agree(base[i]!, value, exception));
  if (far >= 0) return `base ${base[far]}, the trainer's ${expected[far]}`;
  const combine = { ...predictor.combine, base: Float64Array.from(expected) };
  return { ...model, predictor: { ...predictor, combine } };
}

function agreesWithPrediction(
  head: Head,
  got: number,
  { expected, p }: { readonly expected: string; readonly p: Float64Array },
  facts: Facts,
): boolean {
  const names = labelsOf(head)?.names;
  if (!names) return agree(got, toNumber(expected), exceptionFor(facts, "v"));
  if (names[got] === expected) return true;
  return exceptionFor(facts, "prediction") !== undefined && p[got] === p[names.indexOf(expected)];
}

export interface Disagreement {
  readonly row: number;
  readonly what: string;
}

/** Where the model's answers to the rows are not the trainer's. */
export function disagreements(
  { head }: Model,
  answer: (row: Float64Array, index: number) => Omit<Evaluation, "leaves">,
  vectors: Vectors,
  facts: Facts,
): readonly Disagreement[] {
  const found: Disagreement[] = [];
  const compare = (row: number, columns: "raw" | "p" | "v", got: ArrayLike<number>) => {
    const exception = exceptionFor(facts, columns);
    vectors[columns][row]!.forEach((expected, i) => {
      if (agree(got[i]!, expected, exception)) return;
      const texts = [got[i]!, expected].map(numberText);
      found.push({ row, what: `${columns}${i} is ${texts[0]}, the trainer's is ${texts[1]}` });
    });
  };
  vectors.rows.forEach((features, row) => {
    const { raw, probabilities, values, prediction } = answer(features, row);
    compare(row, "raw", raw);
    if (probabilities) compare(row, "p", probabilities);
    if (values) compare(row, "v", values);
    const expected = vectors.predictions[row]!;
    if (agreesWithPrediction(head, prediction, { expected, p: vectors.p[row]! }, facts)) return;
    const text = labelsOf(head)?.names[prediction] ?? numberText(prediction);
    found.push({ row, what: `prediction is ${text}, the trainer's is ${expected}` });
  });
  return found;
}

/** Tells -0 from 0. */
function numberText(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
