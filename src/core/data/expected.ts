import type { Problems } from "../diagnostics/diagnostic.ts";
import type { Model } from "../ir/model.ts";
import { nearest } from "../text/nearest.ts";
import { parseNumber } from "./numbers.ts";
import { predictionColumns } from "./prediction-columns.ts";

/** What one column of a table of expected answers holds. */
export type ExpectedColumn =
  | { readonly kind: "class"; readonly column: number }
  | {
      readonly kind: "value" | "probability" | "raw";
      readonly column: number;
      /** Which value, class or score. */
      readonly index: number;
    };

/**
 * Finds the columns of `predict --raw` in a table, any subset of them; `p<i>`, `raw<i>` and `y`
 * stand for them too. Other columns are let be where `ignore` allows them (features, say).
 */
export function bindExpected(
  model: Model,
  header: readonly string[],
  { ignore, problems }: { readonly ignore: (name: string) => boolean; readonly problems: Problems },
): readonly ExpectedColumn[] {
  const names = expectedNames(model);
  const found: ExpectedColumn[] = [];
  const unknown: string[] = [];
  header.forEach((name, column) => {
    const meaning = names.get(name);
    if (meaning !== undefined) found.push({ ...meaning, column });
    else if (!ignore(name)) unknown.push(name);
  });
  for (const column of unknown) {
    problems.add("data/unknown-expected", { column, near: nearest(column, [...names.keys()]) });
  }
  if (found.length === 0 && unknown.length === 0) {
    problems.add("data/no-expected", { columns: [...names.keys()].slice(0, 4) });
  }
  return found;
}

/** Whether a column is named as an answer of the model. */
export function isAnswerColumn(model: Model): (name: string) => boolean {
  const names = expectedNames(model);
  return (name) => names.has(name);
}

type Meaning =
  | { readonly kind: "class" }
  | { readonly kind: "value" | "probability" | "raw"; readonly index: number };

function expectedNames(model: Model): ReadonlyMap<string, Meaning> {
  const { prediction, probability, raw } = predictionColumns(model);
  const predicted = (index: number): Meaning =>
    model.head.kind === "classes" ? { kind: "class" } : { kind: "value", index };
  return new Map<string, Meaning>([
    ["y", predicted(0)],
    ...prediction.map((name, i) => [name, predicted(i)] as const),
    ...raw.flatMap((name, index) => both(name, `raw${index}`, { kind: "raw", index })),
    ...probability.flatMap((name, index) =>
      both(name, `p${index}`, { kind: "probability", index }),
    ),
  ]);
}

function both(name: string, alias: string, meaning: Meaning): (readonly [string, Meaning])[] {
  return [
    [alias, meaning],
    [name, meaning],
  ];
}

/** One row's answer in the parts that a table may state. */
export interface Answer {
  readonly label: string | undefined;
  readonly raw: ArrayLike<number>;
  readonly probabilities: ArrayLike<number> | undefined;
}

/** The first expected cell that an answer does not agree with; undefined where all do. */
export function firstDisagreement(
  columns: readonly ExpectedColumn[],
  cells: readonly string[],
  answer: Answer,
  slack: Slack,
): { readonly column: number; readonly got: string } | undefined {
  for (const each of columns) {
    const cell = cells[each.column]!.trim();
    if (each.kind === "class") {
      // A label may have blanks at its ends.
      const same = cells[each.column] === answer.label || sameLabel(cell, answer.label!);
      if (!same) return { column: each.column, got: answer.label! };
      continue;
    }
    const probability = each.kind === "probability";
    const got = probability ? answer.probabilities![each.index]! : answer.raw[each.index]!;
    const allowed = probability ? slack.probability : slack.raw;
    if (!agrees(cell, got, allowed)) return { column: each.column, got: String(got) };
  }
  return undefined;
}

/** How far a trainer's libm may move its answers from correctly rounded ones. */
export interface Slack {
  readonly probability: number;
  readonly raw: number;
}

/**
 * Trainers take exponentials and logarithms from their libm or NumPy's vector code, which are up to
 * 2 ulp from the correctly rounded ones here. Boosting starts from logarithms of the class priors,
 * which may cancel in the start itself: 4 ulp of the larger of the start and ln(classes). Each
 * addition after may then round the other way, by one ulp of a score near 1. Probabilities move by
 * half of a score, add up one exponential a class, and divide: 4 ulp of 1.
 */
export function libmSlack({ head, predictor: { combine, roots } }: Model): Slack {
  if (head.kind !== "classes") return { probability: 0, raw: 0 };
  const ulp = { f32: 2 ** -23, f64: 2 ** -52 };
  const classes = head.labels.names.length;
  const exact = { probability: 4 * ulp[head.type], raw: 0 };
  if (head.link === "identity" || !("base" in combine)) return exact;
  const start = Math.max(Math.log(classes), ...combine.base.map(Math.abs));
  const raw = (4 * start + roots.length / combine.base.length) * ulp[combine.accumulator];
  return { probability: exact.probability + raw / 2 + (classes / 2) * ulp[head.type], raw };
}

/** pandas writes integer classes as "1.0" where the column had a gap. */
function sameLabel(cell: string, label: string): boolean {
  if (cell === label) return true;
  const [a, b] = [parseNumber(cell), parseNumber(label)];
  return a !== undefined && a === b;
}

/** Within half a unit of the last digit that was written down: the text's own precision. */
function agrees(cell: string, got: number, slack: number): boolean {
  const expected = parseNumber(cell);
  if (expected === undefined) return false;
  if (Object.is(expected, got) || expected === got) return true;
  const half = lastDigit(cell) / 2;
  // Reading a short decimal and subtracting rounds too; of all 17 digits nothing is forgiven.
  const ulp = Math.abs(expected) * 2 ** -52;
  return Math.abs(expected - got) <= (half > ulp ? half + ulp : half) + slack;
}

/** "0.125" -> 0.001, "3e-5" -> 0.00001 */
function lastDigit(text: string): number {
  const [, decimals = "", exponent = "0"] = /^[+-]?\d*\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  return 10 ** (Number(exponent) - decimals.length);
}
