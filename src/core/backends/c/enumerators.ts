import { toEnumerators } from "../../text/names.ts";
import type { Emission } from "./emission.ts";

/** Enumerators of the model's features, in order. */
export function featureEnumerators({ source, prefix }: Emission): readonly string[] {
  const names = source.inputs.features.map((feature) => feature.name);
  return toEnumerators(names, "F").map((name) => `${prefix.upper}_FEATURE_${name}`);
}

/** Enumerators of the classes, in the trainer's order; none for a regression. */
export function classEnumerators({ plan, prefix }: Emission): readonly string[] {
  if (plan.head.kind !== "classes") return [];
  return toEnumerators(plan.head.labels.names, "C").map((name) => `${prefix.upper}_CLASS_${name}`);
}
