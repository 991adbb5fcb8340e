import { toNumbers } from "../../containers/numpy-array.ts";
import { isArray, isGlobal } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain } from "../../ir/model.ts";
import { type Fitted, flagOf, pathOf, textOf } from "./fitted.ts";
import { type Flow, type FlowColumn, floatOf } from "./flow.ts";
import { lookup, lookupAt } from "./lookups.ts";
import type { Transforming } from "./transformers.ts";

/** The number that stands for a missing one: NaN, or another, of the dtype that it is compared in. */
export function missingNumber(fitted: Fitted, { type }: Transforming): number {
  const value = fitted.attributes.get("missing_values");
  // A Python number is rounded to the array's dtype.
  if (typeof value === "number") return floatOf(type) === "f32" ? Math.fround(value) : value;
  const shown = value === null ? "None" : isGlobal(value) ? value.name : "of another type";
  const what = `${fitted.className}(missing_values=${shown})`;
  const advice = "replace that value by NaN in the data and train with missing_values=np.nan";
  fail("sklearn/unsupported-option", { what, advice }, { at: pathOf(fitted, "missing_values") });
}

/** 1 where a number is the missing one, else 0. */
function indicating(missing: number): Chain {
  return Number.isNaN(missing)
    ? lookup([], [0], 1)
    : lookupAt({ keys: [[missing, 1]], otherwise: 0, missing: 0 });
}

/** MissingIndicator's columns: for each of `features_`, whether its number is missing. */
export function indicators(indicator: Fitted, on: Transforming): readonly FlowColumn[] {
  const missing = missingNumber(indicator, on);
  const value = indicator.attributes.get("features_");
  const features = (isArray(value) && toNumbers(value)) || undefined;
  if (!features?.every((feature) => Number.isInteger(feature) && on.columns[feature])) {
    const facts = {
      attribute: "features_",
      found: "something else",
      expected: `indices of ${on.columns.length} columns`,
    };
    fail("sklearn/bad-attribute", facts, { at: pathOf(indicator, "features_") });
  }
  if (
    Number.isNaN(missing) &&
    features.length > 0 &&
    textOf(indicator, "features") === "missing-only"
  ) {
    on.sawMissing("yes", "a MissingIndicator names columns where training had some");
  }
  return Array.from(features, (feature) => {
    const { from, chain } = on.columns[feature]!;
    on.spend(chain.length + 1, indicator.path);
    return { from, chain: [...chain, ...indicating(missing)] };
  });
}

/** MissingIndicator on its own; it raises an error for gaps that training did not have, mlc does not. */
export function readMissingIndicator(fitted: Fitted, on: Transforming): Flow {
  const asked = fitted.attributes.get("sparse");
  const sparse = typeof asked === "boolean" ? asked : on.sparse;
  if (flagOf(fitted, "error_on_new") && textOf(fitted, "features") === "missing-only") {
    on.note(
      "MissingIndicator raises an error for gaps in columns that had none in training; mlc does not",
    );
  }
  return { columns: indicators(fitted, on), type: "small", sparse };
}
