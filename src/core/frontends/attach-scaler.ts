import type { Problems } from "../diagnostics/diagnostic.ts";
import { type Feature, type Model, mapEach } from "../ir/model.ts";
import type { Scaler } from "./frontend.ts";

/**
 * The model with a scaler before its own steps. The scaler's feature names are taken where the
 * model has none; where both have them they must agree.
 */
export function attachScaler(model: Model, scaler: Scaler, problems: Problems): Model {
  const { features } = model.inputs;
  const names = scaler.featureNames;
  if (scaler.chains.length !== features.length) {
    problems.add("scaler/width-mismatch", { scaler: scaler.chains.length, model: features.length });
  } else if (names && model.inputs.named) {
    const feature = features.findIndex(({ name }, i) => name !== names[i]);
    if (feature >= 0) {
      const facts = { feature, scaler: names[feature] ?? "", model: features[feature]!.name };
      problems.add("scaler/name-mismatch", facts);
    }
  }
  problems.throwIfErrors();
  // Ranges in the model's file are of scaled numbers.
  const unscaled = features.map(({ name }, i): Feature => ({ name: names?.[i] ?? name }));
  return {
    ...model,
    origin: {
      ...model.origin,
      transformers: [...scaler.transformers, ...model.origin.transformers],
      ...(scaler.origin ? { scaler: scaler.origin } : {}),
    },
    inputs: {
      ...model.inputs,
      features: unscaled,
      named: model.inputs.named || names !== undefined,
    },
    steps: [mapEach(scaler.chains), ...model.steps],
  };
}
