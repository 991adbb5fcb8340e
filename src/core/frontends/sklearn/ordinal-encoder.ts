import { toItems } from "../../containers/numpy-array.ts";
import { isArray, type PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Chain } from "../../ir/model.ts";
import { type Categories, categoriesOf, groupsOf } from "./categories.ts";
import { type Fitted, pathOf, textOf } from "./fitted.ts";
import { type Flow, outputType } from "./flow.ts";
import { lookupAt, lookupUpTo } from "./lookups.ts";
import type { Transforming } from "./transformers.ts";

/**
 * OrdinalEncoder: a category's position, `encoded_missing_value` for NaN where training had some,
 * `unknown_value` for others. Without one (`handle_unknown="error"`) other numbers are outside of
 * what the encoder takes, and the cheapest answer is as good as any.
 */
export function readOrdinalEncoder(fitted: Fitted, on: Transforming): Flow {
  const groups = groupsOf(fitted);
  const columns = on.columns.map(({ from, chain }, index) => {
    const categories = categoriesOf(fitted, on, index);
    return {
      from,
      chain: [...chain, ...codes(fitted, categories, groups(index, categories.keys.length))],
    };
  });
  if (unknownOf(fitted) === undefined) {
    on.note(
      "OrdinalEncoder raises an error for categories that training did not have; mlc takes them for the next larger one",
    );
  }
  return { columns, type: outputType(fitted, "f64"), sparse: false };
}

function codes(
  fitted: Fitted,
  { keys, missing, filled }: Categories,
  groups: ArrayLike<number> | undefined,
): Chain {
  const unknown = unknownOf(fitted);
  const coded = keys.map((key, j): [number, number] => [key, groups?.[j] ?? j]);
  const other = unknown ?? null;
  const forMissing = missing ? numberAt(fitted, "encoded_missing_value") : other;
  const forFilled = filled?.code === undefined ? other : (coded[filled.code]?.[1] ?? other);
  const spec = { keys: coded, missing: filled ? forFilled : forMissing };
  return unknown === undefined ? lookupUpTo(spec) : lookupAt({ ...spec, otherwise: unknown });
}

/** `unknown_value`, or undefined where unknown categories are an error. */
function unknownOf(fitted: Fitted): number | undefined {
  if (textOf(fitted, "handle_unknown") !== "use_encoded_value") return undefined;
  return numberAt(fitted, "unknown_value");
}

/** A number, NaN included. */
function numberAt(fitted: Fitted, attribute: string): number {
  const value = fitted.attributes.get(attribute);
  if (typeof value === "number") return value;
  const facts = { attribute, found: "something else", expected: "a number or NaN" };
  fail("sklearn/bad-attribute", facts, { at: pathOf(fitted, attribute) });
}
