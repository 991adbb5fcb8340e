import { excerpt } from "../../containers/text-lines.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Lookup } from "../../ir/model.ts";
import { nextUp64 } from "../../math.ts";
import type { FeatureInfo } from "./feature-info.ts";
import type { SourceModel } from "./source-file.ts";

/** A column of pandas' category dtype, which LightGBM turns into positions in a list. */
export interface CategoryColumn {
  readonly names: readonly string[];
  /** From a category that is a number to its position; absent where the device is given positions. */
  readonly lookup?: Lookup;
}

/** For each feature, its categories if it has any. Reports lists that fit no features, or several. */
export function categoryColumns(
  source: SourceModel,
  problems: Problems,
): readonly (CategoryColumn | undefined)[] {
  const { value, at } = source.pandasCategorical;
  const none = source.infos.map(() => undefined);
  if (value === null) return none;
  if (!Array.isArray(value) || !value.every(Array.isArray)) {
    const facts = { key: "pandas_categorical", found: excerpt(String(value)), expected: "lists" };
    problems.add("lightgbm/bad-value", facts, at);
    return none;
  }
  const lists = value as readonly (readonly unknown[])[];
  const owners = ownersOf(lists, source);
  if (!owners) {
    problems.add("lightgbm/pandas-columns", { lists: lists.length }, at);
    return none;
  }
  const columns: (CategoryColumn | undefined)[] = [...none];
  owners.forEach((feature, list) => {
    columns[feature] = columnOf(lists[list]!);
  });
  return columns;
}

/**
 * The feature of each list. Lists stand in the order of the columns, but the file does not say of
 * which: those that training took for categories are known, and ordered categories are numbers to it.
 * Undefined where no features fit, or where several choices do.
 */
function ownersOf(
  lists: readonly (readonly unknown[])[],
  { infos, categorical }: SourceModel,
): readonly number[] | undefined {
  const isCategorical = infos.map(
    (info, feature) => info.largestCode !== undefined || categorical.has(feature),
  );
  const fits = (list: number, feature: number) =>
    isOfList(infos[feature]!, lists[list]!.length, isCategorical[feature]!);
  const sure = [...isCategorical.keys()].filter((feature) => isCategorical[feature]);
  if (sure.length === lists.length) {
    return sure.every((feature, list) => fits(list, feature)) ? sure : undefined;
  }
  return onlyPlacement(lists.length, isCategorical, fits);
}

function isOfList(
  { range, largestCode = -1 }: FeatureInfo,
  size: number,
  isCategorical: boolean,
): boolean {
  if (isCategorical) return largestCode < size;
  if (!range) return true;
  return range.every((end) => Number.isInteger(end) && end >= 0 && end < size);
}

/** Work that no file of a sensible size needs. */
const MOST_PAIRS = 2 ** 22;

/** The one way to place lists, in order, on features that fit, all categorical ones among them. */
function onlyPlacement(
  lists: number,
  isCategorical: readonly boolean[],
  fits: (list: number, feature: number) => boolean,
): readonly number[] | undefined {
  const features = isCategorical.length;
  const width = features + 1;
  if (lists * width > MOST_PAIRS) return undefined;
  // ways[list][feature]: how often the lists from `list` on fit the features from `feature` on; 2: several.
  const ways = new Uint8Array((lists + 1) * width);
  ways[lists * width + features] = 1;
  const waysAt = (list: number, feature: number) => ways[list * width + feature]!;
  const takes = (list: number, feature: number) =>
    list < lists && fits(list, feature) ? waysAt(list + 1, feature + 1) : 0;
  for (let feature = features - 1; feature >= 0; feature--) {
    for (let list = lists; list >= 0; list--) {
      const skips = isCategorical[feature] ? 0 : waysAt(list, feature + 1);
      ways[list * width + feature] = Math.min(2, takes(list, feature) + skips);
    }
  }
  if (waysAt(0, 0) !== 1) return undefined;
  const owners: number[] = [];
  for (let feature = 0; owners.length < lists; feature++) {
    if (takes(owners.length, feature) === 1) owners.push(feature);
  }
  return owners;
}

/**
 * Categories that are numbers are looked up, so that the device is given the numbers themselves;
 * unless float32, what most devices pass, does not hold them all.
 */
function columnOf(list: readonly unknown[]): CategoryColumn {
  const names = list.map((category) =>
    typeof category === "string" ? category : JSON.stringify(category),
  );
  const isNumeric = list.every((item) => typeof item === "number" || typeof item === "boolean");
  const numbers = list.map(Number);
  const isExact = numbers.every((x) => Number.isFinite(x) && Math.fround(x) === x);
  const isDistinct = new Set(numbers).size === numbers.length;
  return isNumeric && isExact && isDistinct ? { names, lookup: positionOf(numbers) } : { names };
}

/** Each number becomes its position in the list; any other is NaN. */
function positionOf(numbers: readonly number[]): Lookup {
  const edges: number[] = [];
  const values: number[] = [Number.NaN];
  const order = [...numbers.keys()].sort((a, b) => numbers[a]! - numbers[b]!);
  for (const position of order) {
    // -0 is looked up as 0.
    const number = numbers[position]! + 0;
    if (edges.at(-1) === number) {
      edges.pop();
      values.pop();
    }
    edges.push(number, nextUp64(number));
    values.push(position, Number.NaN);
  }
  return { kind: "lookup", edges, values, missing: null };
}
