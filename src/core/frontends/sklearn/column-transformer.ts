import { toItems } from "../../containers/numpy-array.ts";
import {
  describe,
  isArray,
  isDict,
  isList,
  isObject,
  type PickleValue,
  shortName,
} from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { type Fitted, featureNamesOf, flagOf, itemsOf, pathOf } from "./fitted.ts";
import type { Flow } from "./flow.ts";
import { sideBySide, weighted } from "./side-by-side.ts";
import type { Transforming } from "./transformers.ts";

/**
 * ColumnTransformer: each of `transformers_` takes some columns, and what they give stands side by
 * side in their order, the remainder last. Whether that becomes a SciPy matrix was decided in fit.
 */
export function readColumnTransformer(fitted: Fitted, on: Transforming): Flow {
  const names = featureNamesOf(fitted);
  const parts = itemsOf(fitted, "transformers_").flatMap((entry, index) => {
    const at = pathOf(fitted, `transformers_[${index}]`);
    const [name, transformer, selection] = isList(entry) ? entry : [];
    if (transformer === undefined || selection === undefined) {
      failEntry("transformers_", entry, "a name, a transformer and columns", at);
    }
    if (transformer === "drop") return [];
    const chosen = selectionOf(selection, { width: on.columns.length, names, at });
    // Without columns a transformer is not fitted.
    if (chosen.length === 0) return [];
    on.spend(chosen.length, at);
    const given = { ...on, columns: chosen.map((column) => on.columns[column]!) };
    const part = transformer === "passthrough" ? given : on.through(transformer, at, given);
    return [weighted(fitted, name, part)];
  });
  return { ...sideBySide(fitted, parts), sparse: flagOf(fitted, "sparse_output_") };
}

interface Selecting {
  /** Columns there are. */
  readonly width: number;
  /** Their names, if the transformer was fitted on a DataFrame. */
  readonly names: readonly string[];
  readonly at: string;
}

/** Column indices that a list, array, mask or slice of indices or names chooses. */
function selectionOf(selection: PickleValue, of: Selecting): readonly number[] {
  const items = listOf(selection);
  if (items?.length && items.every((item) => typeof item === "boolean")) {
    if (items.length === of.width) return items.flatMap((chosen, i) => (chosen ? [i] : []));
  } else if (items) {
    return items.map((item) => indexOf(item, of));
  }
  if (isObject(selection) && shortName(selection.className) === "slice") {
    return slice(selection.args, of);
  }
  failEntry("its columns", selection, "a list, mask or slice of columns", of.at);
}

/** Items of a list, of an array, or of the list that `_RemainderColsList` wraps. */
function listOf(selection: PickleValue): readonly PickleValue[] | undefined {
  if (isList(selection)) return selection;
  if (isArray(selection)) return toItems(selection) as readonly PickleValue[];
  const state = isObject(selection) ? selection.state : undefined;
  const data = isDict(state) ? state.get("data") : undefined;
  return isList(data) ? data : undefined;
}

function indexOf(item: PickleValue | undefined, { width, names, at }: Selecting): number {
  if (typeof item === "string") {
    const index = names.indexOf(item);
    if (index >= 0) return index;
  } else if (typeof item === "number" && Number.isInteger(item)) {
    const index = item < 0 ? item + width : item;
    if (index >= 0 && index < width) return index;
  }
  failEntry("a column", item, `one of the ${width} columns`, at);
}

/** Python's slice of positions, cut to what there is; between names it includes the last. */
function slice([start, stop, step]: readonly PickleValue[], of: Selecting): readonly number[] {
  const by = step ?? 1;
  if (typeof by !== "number" || !Number.isInteger(by) || by < 1) {
    failEntry("a slice's step", step, "a positive integer", of.at);
  }
  const first = edge(start ?? 0, of);
  const end = typeof stop === "string" ? indexOf(stop, of) + 1 : edge(stop ?? of.width, of);
  const chosen: number[] = [];
  for (let column = first; column < end; column += by) chosen.push(column);
  return chosen;
}

function edge(value: PickleValue, of: Selecting): number {
  if (typeof value === "string") return indexOf(value, of);
  if (typeof value !== "number" || !Number.isInteger(value)) {
    failEntry("a slice's edge", value, "an integer or a name", of.at);
  }
  return Math.min(Math.max(value < 0 ? value + of.width : value, 0), of.width);
}

function failEntry(
  attribute: string,
  value: PickleValue | undefined,
  expected: string,
  at: string,
): never {
  fail("sklearn/bad-attribute", { attribute, found: describe(value), expected }, { at });
}
