import { type NumpyArray, toItems, toNumbers } from "../../containers/numpy-array.ts";
import {
  describe,
  isArray,
  isDict,
  isList,
  isObject,
  type PickleValue,
} from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Column } from "../../ir/model.ts";
import type { EstimatorOptions } from "./estimators.ts";
import { type Fitted, failLengths, itemsOf, openFitted, pathOf, widthOf } from "./fitted.ts";

/** Codes that a set of categories may hold: bits of 256. */
const CODES = 256;

/** What the trees of a histogram boosting read. */
export interface HistColumns {
  /** Absent: the columns of the row in their places. */
  readonly columns?: readonly Column[];
  /** The codes that training knew, of each column that holds categories. */
  readonly known: readonly (ReadonlySet<number> | undefined)[];
  /** Is a missing value among the categories that the encoder saw? */
  readonly encodedMissing?: boolean;
  /** Can other numbers than the known codes and NaN reach the trees? Up to 1.3. */
  readonly raw: boolean;
}

/**
 * Up to 1.3 categories are the codes that the data holds. From 1.4 columns of categories stand
 * before the others, and an encoder has replaced each category by its place in a sorted list, and
 * what is not in the list by NaN.
 */
export function histColumns(fitted: Fitted, encode: EstimatorOptions["encode"]): HistColumns {
  const width = widthOf(fitted);
  const mask = categoricalMask(fitted, width);
  if (!mask.includes(true)) return { known: [], raw: false };
  const preprocessor = fitted.attributes.get("_preprocessor");
  if (!isObject(preprocessor)) return { known: rawCodes(fitted, mask), raw: true };
  const path = pathOf(fitted, "_preprocessor.transformers_[0]");
  const encoder = encoderOf(preprocessor.state, path);
  const chosen = [...mask.keys()].filter((column) => mask[column]);
  const plain = [...mask.keys()].filter((column) => !mask[column]);
  const lists = itemsOf(openFitted(encoder, path), "categories_");
  const columns = encode(encoder, path, chosen);
  const encodedMissing = lists.some((list) => isArray(list) && endsMissing(list));
  const sizes = lists.map((list) => (isArray(list) ? (list.shape[0] ?? 0) : 0));
  const long = sizes.find((size) => size > CODES);
  if (long !== undefined) failLengths("categories_", { length: long }, CODES, path);
  return {
    columns: [...columns, ...plain.map((from) => ({ from, chain: [] }))],
    known: sizes.map((size) => new Set(Array.from({ length: size }, (_, code) => code))),
    encodedMissing,
    raw: false,
  };
}

/** NaN and None stand at the end of a list of categories. */
function endsMissing(list: NumpyArray): boolean {
  const last = toItems(list)?.at(-1);
  return last === null || Number.isNaN(last);
}

/** `is_categorical_`, or none: it is None where no column is, and an array from 0.24 on. */
function categoricalMask(fitted: Fitted, width: number): readonly boolean[] {
  const value = fitted.attributes.get("is_categorical_");
  const numbers = isArray(value) ? toNumbers(value) : undefined;
  if (!numbers) return [];
  if (numbers.length !== width)
    failLengths("is_categorical_", numbers, width, pathOf(fitted, "is_categorical_"));
  return Array.from(numbers, (flag) => flag !== 0);
}

/** The bin mapper's "thresholds" of a column of categories are their codes. */
function rawCodes(fitted: Fitted, mask: readonly boolean[]): HistColumns["known"] {
  const mapper = fitted.attributes.get("_bin_mapper");
  const state = isObject(mapper) ? mapper.state : undefined;
  const at = pathOf(fitted, "_bin_mapper.bin_thresholds_");
  const lists = isDict(state) ? state.get("bin_thresholds_") : undefined;
  if (!isList(lists)) failCategories(lists, "a list of arrays", at);
  return mask.map((categorical, column) => {
    if (!categorical) return undefined;
    const list = lists[column];
    const codes = isArray(list) ? toNumbers(list) : undefined;
    const isCode = (code: number) => Number.isInteger(code) && code >= 0 && code < CODES;
    if (codes?.every(isCode)) return new Set(codes);
    return failCategories(list, `codes below ${CODES}`, `${at}[${column}]`);
  });
}

/** The encoder, which stands first in the ColumnTransformer. */
function encoderOf(state: PickleValue, at: string): PickleValue {
  const transformers = isDict(state) ? state.get("transformers_") : undefined;
  const first = isList(transformers) ? transformers[0] : undefined;
  const encoder = isList(first) ? first[1] : undefined;
  return encoder ?? failCategories(first, "an OrdinalEncoder", at);
}

/** Where the nodes of a tree keep the codes that go left. */
export interface CodeSets {
  /** Eight words of 32 bits a set. */
  readonly words: ArrayLike<number>;
  readonly known: HistColumns["known"];
  readonly raw: boolean;
}

/**
 * Edges of the numbers that go left. A number is cut to its integer; negative ones, unknown codes
 * and those of 256 and more go the way of missing values.
 */
export function leftEdges(
  { words, known, raw }: CodeSets,
  node: { readonly feature: number; readonly set: number; readonly missingLeft: boolean },
): readonly number[] {
  const codes = known[node.feature];
  const goesLeft = (code: number): boolean => {
    if (((words[node.set * 8 + (code >> 5)]! >>> (code & 31)) & 1) !== 0) return true;
    return codes?.has(code) ? false : node.missingLeft;
  };
  const edges: number[] = [];
  let left = raw && node.missingLeft;
  if (left) edges.push(Number.NEGATIVE_INFINITY);
  const turn = (at: number, now: boolean) => {
    if (now !== left) edges.push(at);
    left = now;
  };
  // Other codes than the known ones reach the trees only where these are given raw numbers.
  for (let code = 0; code < CODES; code++) if (raw || codes?.has(code)) turn(code, goesLeft(code));
  if (raw) turn(CODES, node.missingLeft);
  return edges;
}

function failCategories(found: PickleValue | undefined, expected: string, at: string): never {
  const facts = { attribute: "categories", found: describe(found), expected };
  fail("sklearn/bad-attribute", facts, { at });
}
