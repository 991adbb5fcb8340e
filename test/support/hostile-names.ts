import type { Model } from "../../src/core/ir/model.ts";

/** Names that try to get out of the comments, strings, tables and manifests they land in. */
export const HOSTILE_NAMES: readonly string[] = [
  "*/ int evil; /*",
  "trigraph ??/",
  "quote \" and '",
  "ends in a backslash\\",
  "\u{1f600} emoji",
  "x".repeat(300),
  "many words ".repeat(30).trim(),
  "twice",
  "twice",
  "",
  "line\nbreak\ttab",
  "{{p}} $" + "{HOME} $(id) `id` %s",
  "int",
  "INT",
  "42",
  "caf\u00e9: yes # no",
  "<b>|*_[x](y)",
];

/** The model with these names for its first features, the first one's categories, and classes. */
export function withHostileNames(model: Model): Model {
  const { head, inputs } = model;
  if (head.kind !== "classes") throw new Error("the model has no classes to name");
  const labels = head.labels.names.map((label, i) => HOSTILE_NAMES[i] ?? label);
  return {
    ...model,
    origin: { ...model.origin, file: "it's */ a \\file\u00e9.joblib" },
    inputs: {
      ...inputs,
      features: inputs.features.map((feature, i) => ({
        ...feature,
        name: HOSTILE_NAMES[i] ?? feature.name,
        ...(i === 0 ? { categories: HOSTILE_NAMES } : {}),
      })),
    },
    head: { ...head, labels: { ...head.labels, names: labels } },
  };
}
