import {
  arrayAt,
  failType,
  type JsonObject,
  optionalAt,
  pathOf,
  valueAt,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import { SPECIAL_NUMBERS } from "./format.ts";

/** A number, or the string that stands for one JSON lacks. */
export function exactNumberAt(parent: JsonObject, key: string): number {
  return exactNumber(valueAt(parent, key), pathOf(parent, key), parent.file);
}

export function exactNumbersAt(parent: JsonObject, key: string): number[] {
  const path = pathOf(parent, key);
  return arrayAt(parent, key).map((value, i) => exactNumber(value, `${path}[${i}]`, parent.file));
}

export function exactNumber(value: unknown, at: string, file: string): number {
  if (typeof value === "number") return value;
  const special = typeof value === "string" ? SPECIAL_NUMBERS.get(value) : undefined;
  return special ?? failType('a number, "-0", "NaN", "Infinity" or "-Infinity"', value, at, file);
}

/** Reports the first number that is NaN or not above the one before it. */
export function checkAscending(edges: readonly number[], at: string, problems: Problems): void {
  const odd = edges.findIndex(
    (edge, i) => Number.isNaN(edge) || (i > 0 && !(edges[i - 1]! < edge)),
  );
  if (odd < 0) return;
  const facts = { value: edges[odd]!, expected: "a number above the one before it" };
  problems.add("mlc-json/bad-number", facts, `${at}[${odd}]`);
}

/** `fallback` where the key is missing. */
export function booleanAt(parent: JsonObject, key: string, fallback: boolean): boolean {
  const value = optionalAt(parent, key) ?? fallback;
  return typeof value === "boolean"
    ? value
    : failType("true or false", value, pathOf(parent, key), parent.file);
}
