import type { Problems } from "../diagnostics/diagnostic.ts";
import type { Column, Feature, Model, TrainingMissing } from "../ir/model.ts";
import type { Scaler } from "./frontend.ts";

/**
 * The model with a scaler before its own steps; its inputs are then the scaler's. Where every column
 * stays in its place, the model's feature names are taken if the scaler has none, and if both have
 * some they must agree.
 */
export function attachScaler(model: Model, scaler: Scaler, problems: Problems): Model {
  const { inputs, origin } = model;
  const { columns } = scaler;
  if (columns.length !== inputs.features.length) {
    const facts = { scaler: columns.length, model: inputs.features.length };
    problems.add("scaler/width-mismatch", facts);
  }
  const inPlace = staysInPlace(scaler);
  if (inPlace && scaler.named && inputs.named) checkNames(inputs.features, scaler, problems);
  problems.throwIfErrors();
  return {
    ...model,
    origin: {
      ...origin,
      transformers: [...scaler.transformers, ...origin.transformers],
      ...(scaler.origin ? { scaler: scaler.origin } : {}),
      notes: [...scaler.notes, ...origin.notes],
    },
    inputs: {
      ...inputs,
      features: withCategories(inPlace && !scaler.named ? inputs.features : [], model, scaler),
      named: scaler.named || (inPlace && inputs.named),
      training: trainingThrough(scaler.missing, inputs.training),
    },
    steps: [{ kind: "map", columns }, ...model.steps],
  };
}

/** What transformers show of missing values in training counts before what the trees show. */
export function trainingThrough(
  before: TrainingMissing | undefined,
  trees: TrainingMissing,
): TrainingMissing {
  return before && (before.seen === "yes" || trees.seen === "no") ? before : trees;
}

function staysInPlace({ features, columns }: Scaler): boolean {
  return columns.length === features.length && columns.every(({ from }, i) => from === i);
}

function checkNames(features: readonly Feature[], scaler: Scaler, problems: Problems): void {
  const feature = features.findIndex(({ name }, i) => name !== scaler.features[i]!.name);
  if (feature < 0) return;
  const facts = {
    feature,
    scaler: scaler.features[feature]!.name,
    model: features[feature]!.name,
  };
  problems.add("scaler/name-mismatch", facts);
}

/** The scaler's features, by the given names; a column as it is keeps the model's categories. */
function withCategories(
  names: readonly Feature[],
  { inputs }: Model,
  { features, columns }: Scaler,
): readonly Feature[] {
  const untouched = new Map<number, Column & { readonly to: number }>();
  columns.forEach((column, to) => {
    if (column.chain.length === 0) untouched.set(column.from, { ...column, to });
  });
  return features.map((feature, i): Feature => {
    const column = untouched.get(i);
    const categories = column && inputs.features[column.to]!.categories;
    return {
      ...feature,
      ...(names[i] ? { name: names[i].name } : {}),
      ...(categories && !feature.categories ? { categories } : {}),
    };
  });
}
