import {
  describe,
  isList,
  isObject,
  type PickleValue,
  shortName,
} from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { type Fitted, itemsOf, openFitted, pathOf, widthOf } from "./fitted.ts";
import { TRANSFORMERS } from "./transformers.ts";

/** Deepest nesting of Pipelines in Pipelines; also ends cycles. */
const MAX_NESTING = 16;

/** A pipeline laid flat: its steps in order, without those that pass through. */
export function flatSteps(value: PickleValue, path = "", nesting = 0): readonly Fitted[] {
  const fitted = openFitted(value, path);
  if (fitted.className !== "Pipeline") return [fitted];
  if (nesting >= MAX_NESTING) {
    fail(
      "sklearn/unsupported-option",
      { what: `nesting of more than ${MAX_NESTING} Pipelines`, advice: "make it one Pipeline" },
      { at: path },
    );
  }
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
    return flatSteps(inner, at, nesting + 1);
  });
}

/**
 * The chains of all transformers, joined feature by feature, and the width that they agree on.
 * `expected` is the width of what follows them, if anything does.
 */
export function joinTransformers(
  steps: readonly Fitted[],
  type: FloatType,
  expected?: number,
): readonly Chain[] {
  const width = expected ?? (steps[0] ? widthOf(steps[0]) : 0);
  let joined: Chain[] = Array.from({ length: width }, () => []);
  for (const step of steps) {
    const read = step.ours ? TRANSFORMERS.get(step.className) : undefined;
    if (!read) {
      fail(
        "sklearn/unsupported-step",
        { step: step.className, supported: [...TRANSFORMERS.keys()] },
        { at: step.path },
      );
    }
    const features = widthOf(step);
    if (features !== width) {
      fail(
        "sklearn/width-mismatch",
        { step: step.className, features, expected: width },
        { at: step.path },
      );
    }
    const chains = read(step, type);
    joined = joined.map((chain, feature) => [...chain, ...chains[feature]!]);
  }
  return joined;
}

/** Module and class of what a file holds, for messages. */
export function classOf(value: PickleValue): string {
  return isObject(value) ? value.className : shortName(describe(value));
}
