import { isDtype, isObject, type PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain } from "../../ir/model.ts";
import { type Fitted, failLengths, flagOf, itemsOf, openFitted, pathOf, textOf } from "./fitted.ts";
import { type ColumnType, type Flow, type FlowColumn, floatOf, joined, numeric } from "./flow.ts";
import { lookupAt } from "./lookups.ts";
import { indicators, missingNumber } from "./missing-values.ts";
import { atLeast } from "./release.ts";
import type { Transforming } from "./transformers.ts";

/**
 * SimpleImputer: what is missing becomes the column's statistic. A column that had no values in
 * training has the statistic NaN and is dropped, unless `keep_empty_features`. Behind the columns
 * stand those of its indicator.
 */
export function readSimpleImputer(fitted: Fitted, on: Transforming): Flow {
  const missing = missingNumber(fitted, on);
  const statistics = itemsOf(fitted, "statistics_");
  const at = pathOf(fitted, "statistics_");
  if (statistics.length !== on.columns.length)
    failLengths("statistics_", statistics, on.columns.length, at);
  if (Number.isNaN(missing)) {
    const because = "a SimpleImputer fills them, and does not say whether training had any";
    on.sawMissing("unknown", because);
  }
  const type = typeOf(fitted, on.type);
  const keepsAll = flagOf(fitted, "keep_empty_features") || keepsConstants(fitted);
  const columns = on.columns.flatMap((column, feature): readonly FlowColumn[] => {
    const value = statistics[feature];
    if (Number.isNaN(value) && !keepsAll) return [];
    if (typeof value === "string") return [{ ...unread(column, missing, at), filled: value }];
    const { from, chain } = numeric(column);
    const by = assigned(numberOf(value, feature, at), fitted, type);
    return [{ from, chain: [...chain, ...replaced(missing, by)] }];
  });
  const indicator = fitted.attributes.get("indicator_");
  const filled = { columns, type, sparse: on.sparse };
  if (!isObject(indicator)) return filled;
  const flags = indicators(openFitted(indicator, pathOf(fitted, "indicator_")), on);
  return joined([filled, { columns: flags, type: "small", sparse: on.sparse }]);
}

/** Until 1.7 a constant is put in any column; from 1.8 on the statistic of an empty one is NaN. */
function keepsConstants(fitted: Fitted): boolean {
  return textOf(fitted, "strategy") === "constant" && !atLeast(fitted.release, 1, 8);
}

/** Fitted on objects, it makes objects of floats, which all that follows takes as doubles. */
function typeOf(fitted: Fitted, given: ColumnType): ColumnType {
  const seen = fitted.attributes.get("_fit_dtype");
  if (isDtype(seen) && seen.type === "O") return "f64";
  const counted = /^(most_frequent|constant)$/.test(textOf(fitted, "strategy") ?? "");
  return counted ? given : floatOf(given);
}

/** The statistic as it stands in the array: from 1.8 on of the dtype of training, then of the input's. */
function assigned(statistic: number, fitted: Fitted, type: ColumnType): number {
  const fill = fitted.attributes.get("_fill_dtype");
  const narrow = isDtype(fill) && fill.type === "f" && fill.itemSize === 4;
  return narrow || type === "f32" ? Math.fround(statistic) : statistic;
}

function replaced(missing: number, by: number): Chain {
  if (!Number.isNaN(missing)) {
    return lookupAt({ keys: [[missing, by]], otherwise: null, missing: null });
  }
  return Number.isNaN(by) ? [] : [{ kind: "impute", by }];
}

/** A column of text, which only an encoder can read; NaN is what it lacks. */
function unread(column: FlowColumn, missing: number, at: string): FlowColumn {
  if (column.chain.length === 0 && Number.isNaN(missing)) return column;
  const facts = { attribute: "statistics_", found: "text", expected: "numbers" };
  fail("sklearn/bad-attribute", facts, { at });
}

function numberOf(value: PickleValue | undefined, feature: number, at: string): number {
  if (typeof value === "number" && Math.abs(value) !== Number.POSITIVE_INFINITY) return value;
  if (typeof value === "number")
    fail("sklearn/bad-constant", { attribute: "statistics_", feature, value }, { at });
  const facts = {
    what: `a SimpleImputer that fills feature ${feature} with neither a number nor text`,
    advice: "impute columns of numbers or of text only",
  };
  fail("sklearn/unsupported-option", facts, { at });
}
