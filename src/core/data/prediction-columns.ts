import { labelsOf, type Model, outputCount } from "../ir/model.ts";
import { printNumber } from "./numbers.ts";

/** Predictions of several rows, row-major: what `evaluate` and the plan both give. */
export interface Predictions {
  readonly raw: Float64Array;
  /** Class indices, first values, or 1 and -1 for normal and anomaly. */
  readonly predictions: ArrayLike<number>;
  readonly probabilities?: Float64Array;
  /** One number an output and row: a regression's values, an anomaly detector's decision value. */
  readonly values?: Float64Array;
}

/** Names of the columns that `predict` writes, in order. */
export interface PredictionColumns {
  readonly prediction: readonly string[];
  readonly probability: readonly string[];
  /** An anomaly detector's decision value. */
  readonly score: readonly string[];
  /** One a raw score: by class where each class has a score, else by number. */
  readonly raw: readonly string[];
}

export function predictionColumns({ head, predictor }: Model): PredictionColumns {
  const labels = labelsOf(head)?.names ?? [];
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
  const outputs = labels.length > 0 ? 1 : outputCount(head, predictor.scores);
  // Classes that are voted for have no probabilities.
  const voted = head.kind === "blend" && head.how === "hard";
  const perClass = head.kind === "classes" && labels.length === predictor.scores;
  return {
    prediction: outputs > 1 ? numbers(outputs).map((i) => `prediction_${i}`) : ["prediction"],
    probability: voted ? [] : labels.map((label) => `probability_${label}`),
    score: head.kind === "anomaly" ? ["score"] : [],
    raw: numbers(predictor.scores).map((i) => `raw_${perClass ? labels[i] : i}`),
  };
}

/** The header line that belongs to `predictionLines`. */
export function predictionHeader(model: Model, options: { readonly raw: boolean }): string {
  const { prediction, probability, score, raw } = predictionColumns(model);
  const names = [...prediction, ...probability, ...score, ...(options.raw ? raw : [])];
  return `${names.map(csvCell).join(",")}\n`;
}

/** `count` rows as CSV lines. */
export function predictionLines(
  model: Model,
  { raw, predictions, probabilities, values }: Predictions,
  count: number,
  options: { readonly raw: boolean },
): string {
  const { head, predictor } = model;
  const { scores } = predictor;
  const labels = labelsOf(head)?.names.map(csvCell);
  const outputs = outputCount(head, scores);
  let text = "";
  for (let row = 0; row < count; row++) {
    if (labels) text += labels[predictions[row]!]!;
    else if (head.kind === "anomaly") text += `${predictions[row]},`;
    if (values) text += joinNumbers(values, row * outputs, outputs);
    if (probabilities) text += `,${joinNumbers(probabilities, row * outputs, outputs)}`;
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
