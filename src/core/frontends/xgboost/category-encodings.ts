import {
  hasKey,
  type JsonObject,
  numericAt,
  objectAt,
  objectsAt,
  optionalAt,
  pathOf,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Lookup } from "../../ir/model.ts";
import { isF32, nextUp64 } from "../../math.ts";

/** What a file says of a feature's categories: position is code. */
export type Encoding =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "numbers"; readonly numbers: readonly number[] };

/**
 * The encodings in `cats` (release 3.1 and later, trained on a DataFrame), by feature; undefined
 * for features that are numbers.
 */
export function readEncodings(
  model: JsonObject,
  width: number,
  problems: Problems,
): readonly (Encoding | undefined)[] {
  if (!hasKey(model, "cats") || optionalAt(model, "cats") === null) return [];
  const cats = objectAt(model, "cats");
  const encodings = objectsAt(cats, "enc");
  if (encodings.length !== 0 && encodings.length !== width) {
    const facts = { array: "enc", length: encodings.length, expected: width };
    problems.add("tree/lengths-disagree", facts, pathOf(cats, "enc"));
    return [];
  }
  return encodings.map((encoding) => {
    const values = numericAt(encoding, "values");
    if (hasKey(encoding, "offsets")) return readNames(encoding, values, problems);
    return values.length === 0 ? undefined : readNumbers(encoding, values, problems);
  });
}

/** UTF-8 bytes as int8; releases 3.1 to 3.3 cut letters other than ASCII to their first byte. */
function readNames(
  encoding: JsonObject,
  values: ArrayLike<number>,
  problems: Problems,
): Encoding | undefined {
  const offsets = numericAt(encoding, "offsets");
  if (offsets.length < 2) return undefined;
  const bytes = Uint8Array.from(values, (value) => value & 255);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const names: string[] = [];
  for (let i = 1; i < offsets.length; i++) {
    const [from, to] = [offsets[i - 1]!, offsets[i]!];
    if (!(from >= 0 && from <= to && to <= bytes.length)) {
      const facts = { found: `a name from ${from} to ${to}`, expected: "rising offsets" };
      problems.add("xgboost/bad-parameter", facts, `${pathOf(encoding, "offsets")}[${i}]`);
      return undefined;
    }
    names.push(decoder.decode(bytes.subarray(from, to)));
  }
  return { kind: "names", names };
}

/** Numbers that float32 does not hold could not be told apart on a device: they get names. */
function readNumbers(
  encoding: JsonObject,
  values: ArrayLike<number>,
  problems: Problems,
): Encoding | undefined {
  const numbers = Array.from(values);
  if (new Set(numbers).size < numbers.length || !numbers.every(Number.isSafeInteger)) {
    const facts = { found: "other categories", expected: "distinct whole numbers below 2^53" };
    problems.add("xgboost/bad-parameter", facts, pathOf(encoding, "values"));
    return undefined;
  }
  if (numbers.every(isF32)) return { kind: "numbers", numbers };
  return { kind: "names", names: numbers.map(String) };
}

/**
 * From numbers to codes as XGBoost recodes a DataFrame; a number that is no category counts as
 * missing (XGBoost stops there). Undefined where every number is its own code.
 */
export function codesOf(numbers: readonly number[]): Lookup | undefined {
  const sorted = numbers.map((number, code) => ({ number, code }));
  if (sorted.every(({ number, code }) => number === code)) return undefined;
  sorted.sort((a, b) => a.number - b.number);
  return {
    kind: "lookup",
    edges: sorted.flatMap(({ number }) => [number, nextUp64(number)]),
    values: [Number.NaN, ...sorted.flatMap(({ code }) => [code, Number.NaN])],
    missing: null,
  };
}

/** The lookup that makes a number, which a wrapper was told stands for none, a missing one. */
export function missingAt(number: number): Lookup {
  return {
    kind: "lookup",
    edges: number === Number.POSITIVE_INFINITY ? [number] : [number, nextUp64(number)],
    values: [null, Number.NaN, ...(number === Number.POSITIVE_INFINITY ? [] : [null])],
    missing: null,
  };
}
