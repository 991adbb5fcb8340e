import type { Chain, Column, Lookup, Model, ScalarOperation, Step } from "./model.ts";
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
    case "lookup":
      return lookUp(operation, x);
  }
}

function lookUp({ edges, values, missing }: Lookup, x: number): number {
  if (Number.isNaN(x)) return missing ?? x;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return values[low] ?? x;
}

export function applyChain(chain: Chain, x: number): number {
  let value = x;
  for (const operation of chain) value = applyOperation(operation, value);
  return value;
}

/** All steps as one: each column of the predictor, from the input it is made of. */
export function joinColumns({ inputs, steps }: Pick<Model, "inputs" | "steps">): readonly Column[] {
  let columns: readonly Column[] = inputs.features.map((_, from) => ({ from, chain: [] }));
  for (const step of steps) {
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
    values = step.columns.map(({ from, chain }) => applyChain(chain, values[from]!));
  }
  return values;
}

/** How many columns the predictor is given. */
export function predictorWidth({ inputs, steps }: Pick<Model, "inputs" | "steps">): number {
  return steps.at(-1)?.columns.length ?? inputs.features.length;
}
