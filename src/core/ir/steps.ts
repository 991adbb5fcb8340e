import type { Chain, Model, ScalarOperation, Step } from "./model.ts";
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
    case "binarize":
      return x > operation.above ? 1 : 0;
  }
}

export function applyChain(chain: Chain, x: number): number {
  let value = x;
  for (const operation of chain) value = applyOperation(operation, value);
  return value;
}

/** Each feature's operations of all steps, one after the other. */
export function joinChains({ inputs, steps }: Model): readonly Chain[] {
  return inputs.features.map((_, feature) => steps.flatMap((step) => step.chains[feature]!));
}

/** A row through all steps. */
export function applySteps(steps: readonly Step[], row: ArrayLike<number>): ArrayLike<number> {
  let values = row;
  for (const step of steps) {
    values = step.chains.map((chain, feature) => applyChain(chain, values[feature]!));
  }
  return values;
}
