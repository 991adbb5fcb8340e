import { toNumbers } from "../../containers/numpy-array.ts";
import { isArray, isList, type PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";

/** One item of `estimators_features_`: the features that a member was given, in its order. */
export function indices(value: PickleValue | undefined, at: string): ArrayLike<number> {
  const numbers = isArray(value) ? toNumbers(value) : undefined;
  if (numbers) return numbers;
  if (isList(value) && value.every((item) => typeof item === "number")) return value as number[];
  const facts = {
    attribute: "estimators_features_",
    found: "something else",
    expected: "arrays of feature indices",
  };
  fail("sklearn/bad-attribute", facts, { at });
}
