import { edgesUpTo } from "./edges.ts";
import type { Chain, Column, Lookup, MapStep, Model, ScalarOperation, Step } from "./model.ts";
import { normalize } from "./normalize.ts";
import { roundTo } from "./number-type.ts";

/** One operation of a chain, as the trainer computes it. */
function applyOperation(operation: ScalarOperation, x: number): number {
  switch (operation.kind) {
    case "add":
      return roundTo(operation.type, x + operation.by);
    case "subtract":
      return roundTo(operation.type, x - operation.by);
    case "multiply":
      return roundTo(operation.type, x * operation.by);
    case "divide":
      return roundTo(operation.type, x / operation.by);
    case "clip":
      // numpy.clip keeps NaN, and the input where it equals a limit.
      if (x < operation.low) return roundTo(operation.type, operation.low);
      if (x > operation.high) return roundTo(operation.type, operation.high);
      return roundTo(operation.type, x);
    case "cast":
      return roundTo(operation.type, x);
    case "impute":
      return Number.isNaN(x) ? operation.by : x;
    case "flush":
      return Math.abs(x) <= operation.limit ? 0 : x;
    case "truncate":
      return Math.trunc(x);
    case "lookup":
      return lookUp(operation, x);
  }
}

function lookUp({ edges, values, missing }: Lookup, x: number): number {
  if (Number.isNaN(x)) return missing ?? x;
  return values[edgesUpTo(edges, x)] ?? x;
}

export function applyChain(chain: Chain, x: number): number {
  let value = x;
  for (const operation of chain) value = applyOperation(operation, value);
  return value;
}

/**
 * Steps that a device takes itself, up to the last that mixes columns, and those behind it, which
 * fold into tests.
 */
export function splitSteps(steps: readonly Step[]): {
  readonly taken: readonly Step[];
  readonly folded: readonly MapStep[];
} {
  const from = steps.findLastIndex(({ kind }) => kind === "normalize") + 1;
  return { taken: steps.slice(0, from), folded: steps.slice(from) as MapStep[] };
}

type Stepped = Pick<Model, "inputs" | "steps">;

/**
 * The steps that fold as one: each column of the predictor, from the input that it is made of, or
 * from the column behind the last step that mixes columns.
 */
export function joinColumns(model: Stepped): readonly Column[] {
  const width = mixedWidth(model);
  let columns: readonly Column[] = Array.from({ length: width }, (_, from) => ({
    from,
    chain: [],
  }));
  for (const step of splitSteps(model.steps).folded) {
    columns = step.columns.map(({ from, chain }) => {
      const before = columns[from]!;
      return { from: before.from, chain: [...before.chain, ...chain] };
    });
  }
  return columns;
}

/** A row through all steps. */
export function applySteps(steps: readonly Step[], row: ArrayLike<number>): ArrayLike<number> {
  let values = row;
  for (const step of steps) {
    const before = values;
    values =
      step.kind === "normalize"
        ? normalize(step, before)
        : step.columns.map(({ from, chain }) => applyChain(chain, before[from]!));
  }
  return values;
}

/** How many columns the predictor is given. */
export function predictorWidth({ inputs, steps }: Stepped): number {
  const last = steps.findLast((step) => step.kind === "map");
  return last?.columns.length ?? inputs.features.length;
}

/** How many columns there are behind the last step that mixes them. */
function mixedWidth({ inputs, steps }: Stepped): number {
  return predictorWidth({ inputs, steps: splitSteps(steps).taken });
}

/** The feature that each column behind the last step that mixes them is made of. */
export function sourcesBehindMixing({ inputs, steps }: Stepped): readonly number[] {
  return splitSteps(steps).taken.reduce<readonly number[]>(
    (before, step) =>
      step.kind === "map" ? step.columns.map(({ from }) => before[from]!) : before,
    inputs.features.map((_, i) => i),
  );
}

/**
 * The same model of the columns behind the last step that mixes them, which are binary32 and may be
 * NaN whatever comes in; the model itself where no step does. A column is named after the feature
 * that it is made of.
 */
export function behindMixing<M extends Stepped>(model: M): M {
  const { taken, folded } = splitSteps(model.steps);
  if (taken.length === 0) return model;
  const { inputs } = model;
  const features = sourcesBehindMixing(model).map((from) => ({
    name: inputs.features[from]!.name,
  }));
  return {
    ...model,
    inputs: { ...inputs, features, domain: "f32", mayBeMissing: true },
    steps: folded,
  };
}
