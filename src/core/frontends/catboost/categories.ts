import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { CategoricalFeature, SourceModel } from "./source-model.ts";

/** The categories that the splits of one column ask for. */
export interface Categories {
  /** The number that stands for each, in the order of their hashes. */
  readonly codes: readonly number[];
  /** Where they are no numbers: what the codes 0, 1, ... stand for. */
  readonly names?: readonly string[];
}

/** CatBoost hashes an integer's decimal text; any other spelling is another category. */
const INTEGER = /^(?:0|-?[1-9]\d*)$/;

/**
 * What a categorical column holds: the integers themselves where all categories that matter are
 * integers, else positions in the list of those that matter. Reports categories that the file knows
 * by their hash alone.
 */
export function categoriesOf(
  { column, hashes, at }: CategoricalFeature,
  { categories }: SourceModel,
  problems: Problems,
): Categories {
  const known = Array.from(hashes, (hash) => categories.get(hash >>> 0));
  const names = known.filter((name) => name !== undefined);
  const unknown = known.length - names.length;
  if (unknown > 0) {
    problems.add("catboost/unknown-categories", { column, unknown }, at);
    return { codes: known.map((_, i) => i) };
  }
  if (new Set(names).size < names.length) {
    const facts = { what: "its list", found: "a category twice", expected: "one hash a category" };
    problems.add("catboost/bad-value", facts, at);
  }
  const integers = names.every((name) => INTEGER.test(name) && Number.isSafeInteger(Number(name)));
  if (integers) return { codes: names.map(Number) };
  return { codes: names.map((_, i) => i), names };
}
