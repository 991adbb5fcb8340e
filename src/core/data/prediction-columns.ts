import type { Model } from "../ir/model.ts";
import { printNumber } from "./numbers.ts";

/** Predictions of several rows, row-major: what `evaluate` and the plan both give. */
export interface Predictions {
  readonly raw: Float64Array;
  readonly predictions: ArrayLike<number>;
  readonly probabilities?: Float64Array;
}

/** Names of the columns that `predict` writes, in order. */
export interface PredictionColumns {
  readonly prediction: readonly string[];
  readonly probability: readonly string[];
  /** One a raw score: by class where each class has a score, else by number. */
  readonly raw: readonly string[];
}

export function predictionColumns({ head, predictor }: Model): PredictionColumns {
  const labels = head.kind === "classes" ? head.labels.names : [];
  const scores = Array.from({ length: predictor.scores }, (_, i) => i);
  const several = head.kind === "values" && scores.length > 1;
  return {
    prediction: several ? scores.map((i) => `prediction_${i}`) : ["prediction"],
    probability: labels.map((label) => `probability_${label}`),
    raw: scores.map((i) => `raw_${labels.length === scores.length ? labels[i] : i}`),
  };
}

/** The header line that belongs to `predictionLines`. */
export function predictionHeader(model: Model, { raw }: { readonly raw: boolean }): string {
  const columns = predictionColumns(model);
  const names = [...columns.prediction, ...columns.probability, ...(raw ? columns.raw : [])];
  return `${names.map(csvCell).join(",")}\n`;
}

/** `count` rows as CSV lines. */
export function predictionLines(
  model: Model,
  { raw, predictions, probabilities }: Predictions,
  count: number,
  options: { readonly raw: boolean },
): string {
  const { head, predictor } = model;
  const { scores } = predictor;
  const labels = head.kind === "classes" ? head.labels.names.map(csvCell) : [];
  let text = "";
  for (let row = 0; row < count; row++) {
    if (head.kind === "classes") text += labels[predictions[row]!]!;
    else text += joinNumbers(raw, row * scores, scores);
    if (probabilities) text += `,${joinNumbers(probabilities, row * labels.length, labels.length)}`;
    if (options.raw) text += `,${joinNumbers(raw, row * scores, scores)}`;
    text += "\n";
  }
  return text;
}

function joinNumbers(values: Float64Array, first: number, count: number): string {
  let text = printNumber(values[first]!);
  for (let i = first + 1; i < first + count; i++) text += `,${printNumber(values[i]!)}`;
  return text;
}

/** Quoted where a comma, quote or line break would be read as another field or row. */
function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
