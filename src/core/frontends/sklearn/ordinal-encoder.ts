import { fail } from "../../diagnostics/diagnostic.ts";
import { type Categories, categoriesOf, groupsOf, tellApart } from "./categories.ts";
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
  const unknown = unknownOf(fitted);
  const columns = on.columns.map(({ from, chain }, index) => {
    const categories = categoriesOf(fitted, on, index);
    const coding = codingOf(fitted, categories, groups(index, categories.keys.length));
    if (unknown !== undefined && !Object.is(coding.missing, unknown)) tellApart(on, index);
    const codes =
      unknown === undefined ? lookupUpTo(coding) : lookupAt({ ...coding, otherwise: unknown });
    return { from, chain: [...chain, ...codes] };
  });
  if (unknown === undefined) {
    on.note(
      "OrdinalEncoder raises an error for categories that training did not have; mlc takes them for the next larger one",
    );
  }
  return { columns, type: outputType(fitted, "f64"), sparse: false };
}

/** What each key, and NaN, becomes. */
function codingOf(
  fitted: Fitted,
  { keys, missing, filled }: Categories,
  groups: ArrayLike<number> | undefined,
) {
  const coded = keys.map((key, j): [number, number] => [key, groups?.[j] ?? j]);
  const other = unknownOf(fitted) ?? null;
  const forMissing = missing ? numberAt(fitted, "encoded_missing_value") : other;
  const forFilled = filled?.code === undefined ? other : (coded[filled.code]?.[1] ?? other);
  return { keys: coded, missing: filled ? forFilled : forMissing };
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
