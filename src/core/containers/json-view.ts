import { fail } from "../diagnostics/diagnostic.ts";

/** An object of a parsed document, with what a diagnostic needs to name its place. */
export interface JsonObject {
  readonly value: Readonly<Record<string, unknown>>;
  /** "learner.gradient_booster.model.trees[3]"; "" for the document itself. */
  readonly path: string;
  /** Base name of the file. */
  readonly file: string;
}

/** The document itself, which must be an object. */
export function rootObject(document: unknown, file: string): JsonObject {
  return asObject(document, "", file);
}

export function pathOf(parent: JsonObject, key: string): string {
  return parent.path === "" ? key : `${parent.path}.${key}`;
}

/** A path as a diagnostic shows it: that of a deeply nested value is cut in the middle. */
export function placeOf(path: string): string {
  if (path.length <= 160) return path || "the document";
  return `${path.slice(0, 60)} ... ${path.slice(-60)}`;
}

/** Only the document's own keys count: "constructor" is not in every object. */
export function hasKey(parent: JsonObject, key: string): boolean {
  return Object.hasOwn(parent.value, key) && parent.value[key] !== undefined;
}

/** The value of a key, whatever it is; undefined where the key is missing. */
export function optionalAt(parent: JsonObject, key: string): unknown {
  return Object.hasOwn(parent.value, key) ? parent.value[key] : undefined;
}

/** @throws DiagnosticError `json/missing-key` */
export function valueAt(parent: JsonObject, key: string): unknown {
  const value = optionalAt(parent, key);
  if (value === undefined) {
    fail("json/missing-key", { key }, { file: parent.file, at: placeOf(parent.path) });
  }
  return value;
}

/** @throws DiagnosticError `json/missing-key`, `json/wrong-type`; so do all that follow. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  return asObject(valueAt(parent, key), pathOf(parent, key), parent.file);
}

export function arrayAt(parent: JsonObject, key: string): readonly unknown[] {
  const value = valueAt(parent, key);
  return Array.isArray(value) ? value : wrongType(parent, key, "an array");
}

/** An array of objects, viewed one by one so that a large one costs no copy. */
export function objectsAt(parent: JsonObject, key: string): JsonObject[] {
  const path = pathOf(parent, key);
  return arrayAt(parent, key).map((item, i) => asObject(item, `${path}[${i}]`, parent.file));
}

export function numbersAt(parent: JsonObject, key: string): readonly number[] {
  const values = arrayAt(parent, key);
  const odd = values.findIndex((value) => typeof value !== "number");
  if (odd >= 0) failType("a number", values[odd], `${pathOf(parent, key)}[${odd}]`, parent.file);
  return values as readonly number[];
}

export function stringsAt(parent: JsonObject, key: string): readonly string[] {
  const values = arrayAt(parent, key);
  const odd = values.findIndex((value) => typeof value !== "string");
  if (odd >= 0) failType("a string", values[odd], `${pathOf(parent, key)}[${odd}]`, parent.file);
  return values as readonly string[];
}

/**
 * The numbers of an array where the reader of a binary document may have made it a typed one: not
 * copied, so that a model of many megabytes is held once.
 */
export function numericAt(parent: JsonObject, key: string): ArrayLike<number> {
  const value = valueAt(parent, key);
  if (!Array.isArray(value)) {
    return isNumeric(value) ? value : wrongType(parent, key, "an array of numbers");
  }
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== "number") {
      failType("a number", value[i], `${pathOf(parent, key)}[${i}]`, parent.file);
    }
  }
  return value;
}

/** Typed arrays of 64-bit integers hold no numbers, and a DataView is no array. */
function isNumeric(value: unknown): value is ArrayLike<number> {
  return ArrayBuffer.isView(value) && "length" in value && typeof value.length === "number";
}

export function numberAt(parent: JsonObject, key: string): number {
  const value = valueAt(parent, key);
  return typeof value === "number" ? value : wrongType(parent, key, "a number");
}

export function stringAt(parent: JsonObject, key: string): string {
  const value = valueAt(parent, key);
  return typeof value === "string" ? value : wrongType(parent, key, "a string");
}

/** A string that must be one of `choices`. */
export function choiceAt<T extends string>(
  parent: JsonObject,
  key: string,
  choices: readonly T[],
): T {
  const value = valueAt(parent, key);
  const found = choices.find((choice) => choice === value);
  return found ?? wrongType(parent, key, `one of ${choices.map((c) => `"${c}"`).join(", ")}`);
}

/** Reports that the value of `key` is not `expected` ("an array"). */
function wrongType(parent: JsonObject, key: string, expected: string): never {
  return failType(expected, optionalAt(parent, key), pathOf(parent, key), parent.file);
}

function asObject(value: unknown, path: string, file: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    failType("an object", value, path, file);
  }
  return { value: value as Record<string, unknown>, path, file };
}

export function failType(expected: string, value: unknown, at: string, file: string): never {
  fail("json/wrong-type", { expected, found: describe(value) }, { file, at: placeOf(at) });
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
