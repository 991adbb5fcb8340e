import { toItems } from "../../containers/numpy-array.ts";
import { describe, isArray, isList, type PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { type Fitted, flagOf, itemsOf, pathOf } from "./fitted.ts";
import { type FlowColumn, floatOf, numeric } from "./flow.ts";
import type { Transforming } from "./transformers.ts";

/** An input that holds text. */
export interface Texts {
  /** The texts that come in as codes. */
  readonly codes: Map<string, number>;
  /** Does an encoder tell a text that is not listed from none at all? */
  apart: boolean;
}

/** The categories that an encoder knows of one column, in the order of their codes. */
export interface Categories {
  /** Numbers that come in; of text, its positions in the input's list. NaN is not among them. */
  readonly keys: readonly number[];
  /** Is NaN or None the last category, after those of `keys`? */
  readonly missing: boolean;
  /** What NaN stands for, where an imputer before the encoder put a text in its place: a code or none. */
  readonly filled?: { readonly code: number | undefined };
}

/** `categories_` of the column at `index`. Text becomes positions in a list that the input is given. */
export function categoriesOf(fitted: Fitted, on: Transforming, index: number): Categories {
  const at = pathOf(fitted, `categories_[${index}]`);
  const all = listOf(itemsOf(fitted, "categories_")[index], at);
  on.spend(all.length, at);
  const missing = isMissing(all.at(-1));
  if (missing) on.sawMissing("yes", "an encoder has them among its categories");
  const known = missing ? all.slice(0, -1) : all;
  const column = on.columns[index]!;
  if (known.length > 0 && known.every((item) => typeof item === "string")) {
    return { missing, ...textKeys(known as readonly string[], column, on, at) };
  }
  // An imputer's text is none of these numbers; the trainer would refuse it.
  numeric(column);
  const keys = known.map((item) => numberKey(item, at));
  if (floatOf(on.type) === "f32") refuseWide(keys, at);
  const rising = keys.every((key, i) => i === 0 || keys[i - 1]! < key);
  if (!rising) failCategories("numbers that do not ascend", "ascending ones", at);
  return { keys, missing };
}

function listOf(value: PickleValue | undefined, at: string): readonly PickleValue[] {
  if (isArray(value)) return toItems(value) as readonly PickleValue[];
  return isList(value) ? value : failCategories(describe(value), "an array", at);
}

function isMissing(item: PickleValue | undefined): boolean {
  return item === null || (typeof item === "number" && Number.isNaN(item));
}

function numberKey(item: PickleValue, at: string): number {
  if (typeof item === "boolean") return Number(item);
  if (typeof item === "number" && Number.isFinite(item)) return item;
  const what = `a category that is ${typeof item === "number" ? item : describe(item)} among others of numbers or text`;
  const advice = "make the column all numbers or all text, with np.nan for what is missing";
  fail("sklearn/unsupported-option", { what, advice }, { at });
}

/**
 * A float32 column never holds 0.1; NumPy 1 took the nearest number to be equal, in small batches
 * only.
 */
function refuseWide(keys: readonly number[], at: string): void {
  const wide = keys.find((key) => Math.fround(key) !== key);
  if (wide === undefined) return;
  const what = `the category ${wide}, which no float32 number equals, with --reference-dtype float32`;
  const advice = "train with that column as float32, or as integers";
  fail("sklearn/unsupported-option", { what, advice }, { at });
}

/** Encoders of one input share its list; each knows its own part of it. */
function textKeys(
  texts: readonly string[],
  { from, chain, filled }: FlowColumn,
  { texts: lists }: Transforming,
  at: string,
): Pick<Categories, "keys" | "filled"> {
  if (chain.length > 0) failCategories("text behind a transformer of numbers", "numbers", at);
  const list = lists.get(from) ?? { codes: new Map<string, number>(), apart: false };
  lists.set(from, list);
  const { codes } = list;
  for (const text of texts) if (!codes.has(text)) codes.set(text, codes.size);
  const keys = texts.map((text) => codes.get(text)!);
  if (new Set(keys).size < keys.length) failCategories("a text twice", "distinct ones", at);
  if (filled === undefined) return { keys };
  const code = texts.indexOf(filled);
  return { keys, filled: { code: code < 0 ? undefined : code } };
}

/** Says that the column's encoder gives unknown categories another result than missing ones. */
export function tellApart({ texts, columns }: Transforming, index: number): void {
  const list = texts.get(columns[index]!.from);
  if (list) list.apart = true;
}

function failCategories(found: string, expected: string, at: string): never {
  fail("sklearn/bad-attribute", { attribute: "its categories", found, expected }, { at });
}

/** For each column, the code of each category where infrequent ones share one; undefined: its position. */
export function groupsOf(fitted: Fitted) {
  if (!flagOf(fitted, "_infrequent_enabled")) return () => undefined;
  const mappings = itemsOf(fitted, "_default_to_infrequent_mappings");
  return (index: number, categories: number): readonly number[] | undefined => {
    const mapping = mappings[index];
    if (mapping === null) return undefined;
    const items = isArray(mapping) ? toItems(mapping) : [];
    const good = items.every(
      (code) => Number.isInteger(code) && Number(code) >= 0 && Number(code) < categories,
    );
    if (items.length === categories && good) return items as readonly number[];
    const facts = {
      attribute: `_default_to_infrequent_mappings[${index}]`,
      found: "something else",
      expected: `${categories} codes`,
    };
    fail("sklearn/bad-attribute", facts, { at: fitted.path });
  };
}
