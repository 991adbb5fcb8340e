import type { Problems } from "../../diagnostics/diagnostic.ts";
import { checkCount } from "../feature-list.ts";
import type { SourceModel } from "./source-model.ts";

/** The columns of the data that a model was trained on. */
export interface DataColumns {
  readonly width: number;
  /** One a column, or none where the file has no names. */
  readonly names: readonly string[];
}

/**
 * Places each feature at its column. Names that are the column's own number are CatBoost's, for data
 * without names. Reports columns beyond the limit, and two features of one column.
 */
export function columnsOf(
  { floats, categorical }: Pick<SourceModel, "floats" | "categorical">,
  problems: Problems,
): DataColumns {
  const features = [...floats, ...categorical];
  const width = features.reduce((most, { column }) => Math.max(most, column + 1), 0);
  if (!checkCount("features", width, problems, "the features")) return { width: 1, names: [] };
  const names = Array.from({ length: width }, (_, column) => `f${column}`);
  const taken = new Set<number>();
  let named = false;
  for (const { column, name, at } of features) {
    if (!Number.isInteger(column) || column < 0 || taken.has(column)) {
      const facts = { what: "the column", found: `${column}`, expected: "one of its own" };
      problems.add("catboost/bad-value", facts, at);
    }
    taken.add(column);
    if (name === "" || name === String(column)) continue;
    names[column] = name;
    named = true;
  }
  return { width, names: named ? names : [] };
}
