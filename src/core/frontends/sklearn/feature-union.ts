import { isList } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { type Fitted, itemsOf, pathOf } from "./fitted.ts";
import type { Flow } from "./flow.ts";
import { sideBySide, weighted } from "./side-by-side.ts";
import type { Transforming } from "./transformers.ts";

/** FeatureUnion: all columns through each of its transformers. */
export function readFeatureUnion(fitted: Fitted, on: Transforming): Flow {
  const parts = itemsOf(fitted, "transformer_list").flatMap((entry, index) => {
    const at = pathOf(fitted, `transformer_list[${index}]`);
    const [name, transformer] = isList(entry) ? entry : [];
    if (transformer === undefined) {
      const facts = {
        attribute: "transformer_list",
        found: "something else",
        expected: "names and transformers",
      };
      fail("sklearn/bad-attribute", facts, { at });
    }
    if (transformer === "drop" || transformer === null) return [];
    const given = transformer === "passthrough" ? on : on.through(transformer, at, on);
    on.spend(given.columns.length, at);
    return [weighted(fitted, name, given)];
  });
  return sideBySide(fitted, parts);
}
