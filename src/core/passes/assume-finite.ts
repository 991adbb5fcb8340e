import { MISSING_LEFT } from "../ir/predictors/forest/forest.ts";
import type { Pass } from "./pass.ts";

/**
 * Takes NaN out of the input domain where the user (or the trainer, by rejecting it) says that rows
 * are finite; per-node missing directions go, so that they cost nothing.
 */
export const assumeFinite: Pass = {
  name: "assume-finite",
  kind: "lower",
  run(model, { missing }) {
    if (missing === "exact" || !model.inputs.mayBeMissing) return model;
    const { predictor } = model;
    const inputs = { ...model.inputs, mayBeMissing: false };
    // Finite rows may overflow where their squares are added, and be NaN behind.
    if (model.steps.length > 0) return { ...model, inputs };
    const flags = predictor.nodes.flags.map((flag) => flag & ~MISSING_LEFT);
    return {
      ...model,
      inputs,
      predictor: { ...predictor, nodes: { ...predictor.nodes, flags } },
    };
  },
};
