import { labelsOf } from "../../ir/model.ts";
import { toEnumerators } from "../../text/names.ts";
import type { Emission } from "./emission.ts";

/** Enumerators of the model's features, in order. */
export function featureEnumerators({ source, prefix }: Emission): readonly string[] {
  const names = source.inputs.features.map((feature) => feature.name);
  return toEnumerators(names, "F").map((name) => `${prefix.upper}_FEATURE_${name}`);
}

/**
 * Enumerators of the categories of each feature, in the order of their codes; none for features
 * that are numbers.
 */
export function categoryEnumerators({ source, prefix }: Emission): readonly (readonly string[])[] {
  const { features } = source.inputs;
  const owners = toEnumerators(
    features.map(({ name }) => name),
    "F",
  );
  // Feature A's category B_C and feature A_B's category C have one name.
  const taken = new Set<string>();
  return features.map(({ categories = [] }, i) =>
    toEnumerators(categories, "C").map((name) => {
      const word = `${prefix.upper}_CATEGORY_${owners[i]}_${name}`;
      let unique = word;
      for (let n = 2; taken.has(unique); n++) unique = `${word}_${n}`;
      taken.add(unique);
      return unique;
    }),
  );
}

/** Enumerators of the classes, in the trainer's order; none for a regression. */
export function classEnumerators({ plan, prefix }: Emission): readonly string[] {
  return toEnumerators(labelsOf(plan.head)?.names ?? [], "C").map(
    (name) => `${prefix.upper}_CLASS_${name}`,
  );
}
