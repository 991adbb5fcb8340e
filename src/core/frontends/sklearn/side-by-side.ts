import { isDict, type PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { MAX_WIDTH } from "../feature-list.ts";
import { type Fitted, pathOf } from "./fitted.ts";
import { extended, type Flow, joined } from "./flow.ts";

/** What the parts of a ColumnTransformer or FeatureUnion give, side by side in their order. */
export function sideBySide(fitted: Fitted, parts: readonly Flow[]): Flow {
  const all = joined(parts);
  if (all.columns.length <= MAX_WIDTH) return all;
  const facts = { what: "columns", count: all.columns.length, limit: MAX_WIDTH };
  fail("model/too-many", facts, { at: fitted.path });
}

/** `transformer_weights` multiplies what one part gives. */
export function weighted(fitted: Fitted, name: PickleValue | undefined, part: Flow): Flow {
  const weights = fitted.attributes.get("transformer_weights");
  const weight = isDict(weights) && name !== undefined ? (weights.get(name) ?? null) : null;
  if (weight === null) return part;
  const at = pathOf(fitted, "transformer_weights");
  const { type } = part;
  if (typeof weight !== "number" || !Number.isFinite(weight) || weight === 0 || type === "small") {
    const what =
      "transformer_weights of zero, of something else than numbers, or on small integers";
    fail(
      "sklearn/unsupported-option",
      { what, advice: "train without transformer_weights" },
      { at },
    );
  }
  // A Python number is rounded to the array's dtype.
  const by = type === "f32" ? Math.fround(weight) : weight;
  const chains = part.columns.map(() => [{ kind: "multiply", by, type }] as const);
  return { ...part, columns: extended(part.columns, chains) };
}
