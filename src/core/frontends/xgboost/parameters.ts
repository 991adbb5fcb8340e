import { type JsonObject, optionalAt, pathOf, stringAt } from "../../containers/json-view.ts";
import { fail } from "../../diagnostics/diagnostic.ts";

/** A count that XGBoost writes as a string: "30". `fallback` where releases leave the key out. */
export function countAt(parent: JsonObject, key: string, fallback?: number): number {
  if (fallback !== undefined && optionalAt(parent, key) === undefined) return fallback;
  const text = stringAt(parent, key);
  if (!/^\d{1,15}$/.test(text)) badParameter(parent, key, text, "a count");
  return Number(text);
}

/** Ends the reading: `found` stands at `key` where `expected` ("a count") is due. */
export function badParameter(
  parent: JsonObject,
  key: string,
  found: string,
  expected: string,
): never {
  fail(
    "xgboost/bad-parameter",
    { found, expected },
    { file: parent.file, at: pathOf(parent, key) },
  );
}
