import { toItems } from "../../containers/numpy-array.ts";
import { isArray } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { type Fitted, numberOf, numbersOf, pathOf } from "./fitted.ts";
import type { Flow } from "./flow.ts";
import type { Transforming } from "./transformers.ts";

/** Which columns a selection keeps. */
type Mask = ArrayLike<boolean>;

/** Selections whose fitted state gives their choice at once. */
const MASKS: Readonly<Record<string, (fitted: Fitted) => Mask>> = {
  VarianceThreshold: (fitted) => {
    const threshold = numberOf(fitted, "threshold");
    return Array.from(numbersOf(fitted, "variances_"), (variance) => variance > threshold);
  },
  SelectKBest: best,
  SelectFpr: (fitted) => below(fitted, numberOf(fitted, "alpha")),
  SelectFwe: (fitted) =>
    below(fitted, numberOf(fitted, "alpha") / numbersOf(fitted, "pvalues_").length),
  RFE: support,
  RFECV: support,
  SequentialFeatureSelector: support,
};

export const SELECTIONS = Object.keys(MASKS);

/** A selection of columns as they are. */
export function readSelection(fitted: Fitted, { columns }: Transforming): Pick<Flow, "columns"> {
  const mask = MASKS[fitted.className]!(fitted);
  if (mask.length === columns.length) return { columns: columns.filter((_, i) => mask[i]) };
  const facts = { step: fitted.className, features: mask.length, expected: columns.length };
  fail("sklearn/width-mismatch", facts, { at: fitted.path });
}

function below(fitted: Fitted, limit: number): Mask {
  return Array.from(numbersOf(fitted, "pvalues_"), (p) => p < limit);
}

/** The last k in a stable ascending order, NaN below all. */
function best(fitted: Fitted): Mask {
  const scores = numbersOf(fitted, "scores_").map((score) =>
    Number.isNaN(score) ? -Number.MAX_VALUE : score,
  );
  const k = fitted.attributes.get("k") === "all" ? scores.length : numberOf(fitted, "k");
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]! || a - b);
  const kept = new Set(order.slice(Math.max(0, order.length - k)));
  return Array.from(scores, (_, i) => kept.has(i));
}

function support(fitted: Fitted): Mask {
  const value = fitted.attributes.get("support_");
  const items = isArray(value) ? toItems(value) : [];
  if (items.every((item) => typeof item === "boolean")) return items as readonly boolean[];
  const facts = { attribute: "support_", found: "something else", expected: "a mask" };
  fail("sklearn/bad-attribute", facts, { at: pathOf(fitted, "support_") });
}
