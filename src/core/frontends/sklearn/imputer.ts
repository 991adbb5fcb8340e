import { isArray, isObject, type PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Column } from "./columns.ts";
import { type Fitted, flagOf, itemsOf, openFitted, pathOf, textOf } from "./fitted.ts";
import { failLengths, type Transforming } from "./transformers.ts";

/**
 * SimpleImputer: NaN becomes the column's statistic. A column that had no values in training has
 * the statistic NaN and is dropped, unless `keep_empty_features`.
 */
export function readSimpleImputer(
  fitted: Fitted,
  { columns, type }: Transforming,
): readonly Column[] {
  refuseOtherMissing(fitted);
  refuseIndicator(fitted);
  const statistics = itemsOf(fitted, "statistics_");
  const at = pathOf(fitted, "statistics_");
  if (statistics.length !== columns.length)
    failLengths("statistics_", statistics, columns.length, at);
  return columns.flatMap(({ source, chain }, feature) => {
    const value = statistics[feature];
    if (Number.isNaN(value) && !flagOf(fitted, "keep_empty_features")) return [];
    if (typeof value !== "number" || !Number.isFinite(value)) failStatistic(value, feature, at);
    // The statistic is assigned into an array of the input's dtype.
    const by = type === "f32" ? Math.fround(value) : value;
    return [{ source, chain: [...chain, { kind: "impute", by }] }];
  });
}

function failStatistic(value: PickleValue | undefined, feature: number, at: string): never {
  if (typeof value === "number")
    fail("sklearn/bad-constant", { attribute: "statistics_", feature, value }, { at });
  const facts = {
    what: `a SimpleImputer that fills feature ${feature} with something else than a number`,
    advice: "impute numeric columns only",
  };
  fail("sklearn/unsupported-option", facts, { at });
}

function refuseOtherMissing(fitted: Fitted): void {
  const missing = fitted.attributes.get("missing_values");
  if (Number.isNaN(missing)) return;
  const shown =
    typeof missing === "number" || missing === null ? String(missing) : "of another type";
  const facts = {
    what: `SimpleImputer(missing_values=${missing === null ? "None" : shown})`,
    advice: "replace that value by NaN in the data and train with missing_values=np.nan",
  };
  fail("sklearn/unsupported-option", facts, { at: pathOf(fitted, "missing_values") });
}

/** An indicator adds a column for each feature that missed values in training; none adds none. */
function refuseIndicator(fitted: Fitted): void {
  const value = fitted.attributes.get("indicator_");
  if (!isObject(value)) return;
  const indicator = openFitted(value, pathOf(fitted, "indicator_"));
  const features = indicator.attributes.get("features_");
  const none = isArray(features) && features.shape[0] === 0;
  if (none && textOf(indicator, "features") === "missing-only") return;
  const facts = {
    what: "SimpleImputer(add_indicator=True)",
    advice: "train with add_indicator=False, or add the indicator columns to the data",
  };
  fail("sklearn/unsupported-option", facts, { at: indicator.path });
}
