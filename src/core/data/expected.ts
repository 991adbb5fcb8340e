import type { Problems } from "../diagnostics/diagnostic.ts";
import { labelsOf, type Model } from "../ir/model.ts";
import { nearest } from "../text/nearest.ts";
import type { Slack } from "./libm-slack.ts";
import { parseNumber } from "./numbers.ts";
import { predictionColumns } from "./prediction-columns.ts";

/** What one column of a table of expected answers holds. */
export type ExpectedColumn =
  | { readonly kind: "class" | "anomaly"; readonly column: number }
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
  | { readonly kind: "class" | "anomaly" }
  | { readonly kind: "value" | "probability" | "raw"; readonly index: number };

function expectedNames(model: Model): ReadonlyMap<string, Meaning> {
  const { prediction, probability, score, raw } = predictionColumns(model);
  const predicted = (index: number): Meaning => {
    if (labelsOf(model.head)) return { kind: "class" };
    return model.head.kind === "anomaly" ? { kind: "anomaly" } : { kind: "value", index };
  };
  return new Map<string, Meaning>([
    ["y", predicted(0)],
    ...prediction.map((name, i) => [name, predicted(i)] as const),
    ...score.map((name, index): [string, Meaning] => [name, { kind: "value", index }]),
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
  /** 1 for normal, -1 for an anomaly. */
  readonly prediction: number;
  readonly raw: ArrayLike<number>;
  readonly probabilities: ArrayLike<number> | undefined;
  readonly values: ArrayLike<number> | undefined;
}

/** The first expected cell that an answer does not agree with; undefined where all do. */
export function firstDisagreement(
  columns: readonly ExpectedColumn[],
  cells: readonly string[],
  answer: Answer,
  slack: Slack,
): { readonly column: number; readonly got: string } | undefined {
  for (const each of columns) {
    const { column } = each;
    const cell = cells[column]!.trim();
    const got = stated(each, answer, slack);
    if (got === undefined) {
      // A label may have blanks at its ends.
      const same = cells[column] === answer.label || sameLabel(cell, answer.label!);
      if (!same) return { column, got: answer.label! };
    } else if (!agrees(cell, got.number, got.allowed)) return { column, got: String(got.number) };
  }
  return undefined;
}

/** The number that a column states, and how far it may be off; undefined where it states a label. */
function stated(
  each: ExpectedColumn,
  { prediction, probabilities, values, raw }: Answer,
  slack: Slack,
): { readonly number: number; readonly allowed: number } | undefined {
  switch (each.kind) {
    case "class":
      return undefined;
    case "anomaly":
      return { number: prediction, allowed: 0 };
    case "probability":
      return { number: probabilities![each.index]!, allowed: slack.probability };
    case "raw":
      return { number: raw[each.index]!, allowed: slack.raw };
    case "value": {
      const number = values![each.index]!;
      return { number, allowed: slack.value + slack.relative * Math.abs(number) };
    }
  }
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
