import {
  describe,
  isList,
  isObject,
  type PickleValue,
  shortName,
} from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { FloatType } from "../../ir/number-type.ts";
import type { Column } from "./columns.ts";
import { type Fitted, itemsOf, openFitted, pathOf, required, widthOf } from "./fitted.ts";
import { TRANSFORMERS } from "./transformers.ts";

/** Searches, which predict with the winner. */
const SEARCHES = new Set([
  "GridSearchCV",
  "RandomizedSearchCV",
  "HalvingGridSearchCV",
  "HalvingRandomSearchCV",
]);

/** Deepest nesting of pipelines, searches and column transformers in each other; ends cycles. */
const MAX_NESTING = 16;
const MAX_WORK = 2 ** 22;

/** Where a pipeline stands, and what laying out all of them may still cost: a file can share steps. */
export interface Within {
  readonly nesting: number;
  readonly budget: { left: number };
}

export function outermost(): Within {
  return { nesting: 0, budget: { left: MAX_WORK } };
}

function spend({ budget }: Within, work: number, at: string): void {
  budget.left -= work;
  if (budget.left >= 0) return;
  const facts = {
    what: "operations of transformers",
    count: MAX_WORK - budget.left,
    limit: MAX_WORK,
  };
  fail("model/too-many", facts, { at });
}

export function deeper({ nesting, budget }: Within, at: string): Within {
  if (nesting < MAX_NESTING) return { nesting: nesting + 1, budget };
  const facts = {
    what: `nesting of more than ${MAX_NESTING} Pipelines`,
    advice: "make it one Pipeline",
  };
  fail("sklearn/unsupported-option", facts, { at });
}

/**
 * A pipeline laid flat: its steps in order, without those that pass through. A search is its
 * winner.
 */
export function flatSteps(value: PickleValue, path: string, within: Within): readonly Fitted[] {
  spend(within, 1, path);
  const fitted = openFitted(value, path);
  if (fitted.ours && SEARCHES.has(fitted.className)) {
    const best = required(fitted, "best_estimator_");
    return flatSteps(best, pathOf(fitted, "best_estimator_"), deeper(within, path));
  }
  if (fitted.className !== "Pipeline") return [fitted];
  const inside = deeper(within, path);
  return itemsOf(fitted, "steps").flatMap((step, index) => {
    const at = pathOf(fitted, `steps[${index}]`);
    const inner = isList(step) ? step[1] : undefined;
    if (inner === null || inner === "passthrough") return [];
    if (!isObject(inner)) {
      fail(
        "sklearn/bad-attribute",
        { attribute: "steps", found: describe(inner), expected: "a name and an estimator" },
        { at },
      );
    }
    return flatSteps(inner, at, inside);
  });
}

/** Columns of one dtype on their way. */
interface Flow {
  readonly columns: readonly Column[];
  readonly type: FloatType;
}

/** The columns that come out of transformers, one after the other. */
export function transformed(
  steps: readonly Fitted[],
  { columns, type }: Flow,
  within: Within,
): readonly Column[] {
  return steps.reduce(
    (given, step) => transformedBy(step, { columns: given, type }, within),
    columns,
  );
}

function transformedBy(step: Fitted, { columns, type }: Flow, within: Within): readonly Column[] {
  const read = step.ours ? TRANSFORMERS.get(step.className) : undefined;
  if (!read) {
    const facts = { step: step.className, supported: [...TRANSFORMERS.keys()] };
    fail("sklearn/unsupported-step", facts, { at: step.path });
  }
  checkWidth(step, columns.length);
  spend(
    within,
    columns.reduce((sum, { chain }) => sum + chain.length + 1, 0),
    step.path,
  );
  return read(step, {
    columns,
    type,
    through: (inner, path, given) => {
      const inside = deeper(within, path);
      return transformed(flatSteps(inner, path, inside), { columns: given, type }, inside);
    },
  });
}

/** Fails unless a step takes as many columns as come in. */
export function checkWidth(step: Fitted, expected: number): void {
  const features = widthOf(step);
  if (features === expected) return;
  const facts = { step: step.className, features, expected };
  fail("sklearn/width-mismatch", facts, { at: step.path });
}

/** Module and class of what a file holds, for messages. */
export function classOf(value: PickleValue): string {
  return isObject(value) ? value.className : shortName(describe(value));
}
