import { describe, isList, isObject, type PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { TrainingMissing } from "../../ir/model.ts";
import type { Texts } from "./categories.ts";
import { type Fitted, itemsOf, openFitted, pathOf, required, widthOf } from "./fitted.ts";
import type { Flow } from "./flow.ts";
import { STEP_ADVICE, TRANSFORMERS } from "./transformers.ts";

/** What does nothing but what another estimator does, and where it holds that: searches predict with the winner. */
const WRAPPERS: ReadonlyMap<string, string> = new Map([
  ["GridSearchCV", "best_estimator_"],
  ["RandomizedSearchCV", "best_estimator_"],
  ["HalvingGridSearchCV", "best_estimator_"],
  ["HalvingRandomSearchCV", "best_estimator_"],
  ["FrozenEstimator", "estimator"],
]);

/** Deepest nesting of pipelines, searches and column transformers in each other; ends cycles. */
const MAX_NESTING = 16;
const MAX_WORK = 2 ** 22;

/** What reading a file's transformers may still cost, since a file can share steps, and what it shows. */
interface Shared {
  left: number;
  /** Trees that are read, and how many nodes members have: a file can share them too. */
  readonly trees: Set<PickleValue>;
  nodes: number;
  /** What transformers decided and a user should know. */
  readonly notes: Set<string>;
  /** What transformers show of missing values in training. */
  missing: TrainingMissing | undefined;
}

/** Where a pipeline stands. */
export interface Within {
  readonly nesting: number;
  readonly shared: Shared;
  /** For each input that holds text, what is known of it. */
  readonly texts: Map<number, Texts>;
}

export function outermost(): Within {
  const shared: Shared = {
    left: MAX_WORK,
    trees: new Set(),
    nodes: 0,
    notes: new Set(),
    missing: undefined,
  };
  return { nesting: 0, shared, texts: new Map() };
}

function spend({ shared }: Within, work: number, at: string): void {
  shared.left -= work;
  if (shared.left >= 0) return;
  const facts = {
    what: "operations of transformers",
    count: MAX_WORK - shared.left,
    limit: MAX_WORK,
  };
  fail("model/too-many", facts, { at });
}

export function deeper(within: Within, at: string): Within {
  if (within.nesting < MAX_NESTING) return { ...within, nesting: within.nesting + 1 };
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
  const wrapped = fitted.ours ? WRAPPERS.get(fitted.className) : undefined;
  if (wrapped) {
    return flatSteps(required(fitted, wrapped), pathOf(fitted, wrapped), deeper(within, path));
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

/** What comes out of transformers, one after the other. */
export function transformed(steps: readonly Fitted[], given: Flow, within: Within): Flow {
  return steps.reduce((flow, step) => transformedBy(step, flow, within), given);
}

/** @throws DiagnosticError `sklearn/unsupported-step` where it is none of those in the table. */
export function transformerReader({ className, ours, path }: Fitted) {
  const read = ours ? TRANSFORMERS.get(className) : undefined;
  if (read) return read;
  const advice =
    STEP_ADVICE.find(([pattern]) => pattern.test(className))?.[1] ??
    "train with supported steps, or apply this one to the data before the model";
  const facts = { step: className, supported: [...TRANSFORMERS.keys()], advice };
  fail("sklearn/unsupported-step", facts, { at: path });
}

function transformedBy(step: Fitted, flow: Flow, within: Within): Flow {
  const { path } = step;
  const read = transformerReader(step);
  checkWidth(step, flow.columns.length);
  const work = flow.columns.reduce((sum, { chain }) => sum + chain.length + 1, 0);
  spend(within, work, path);
  const { shared } = within;
  const given = read(step, {
    ...flow,
    texts: within.texts,
    spend: (more, at) => spend(within, more, at),
    note: (sentence) => shared.notes.add(sentence),
    sawMissing: (seen, because) => {
      if (shared.missing?.seen !== "yes") shared.missing = { seen, because };
    },
    through: (inner, at, part) => {
      const inside = deeper(within, at);
      return transformed(flatSteps(inner, at, inside), part, inside);
    },
  });
  return { ...flow, ...given };
}

/** Fails unless a step takes as many columns as come in. */
export function checkWidth(step: Fitted, expected: number): void {
  const features = widthOf(step);
  if (features === expected) return;
  const facts = { step: step.className, features, expected };
  fail("sklearn/width-mismatch", facts, { at: step.path });
}
