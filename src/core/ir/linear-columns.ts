import type { Column, Model, ScalarOperation } from "./model.ts";
import { joinColumns } from "./steps.ts";

/** The limit up to which a column is its input with small numbers made 0; undefined if it is more. */
function flushLimit({ chain }: Column): number | undefined {
  let limit = 0;
  for (const operation of chain) {
    if (operation.kind === "flush") limit = Math.max(limit, operation.limit);
    else if (!(operation.kind === "cast" && operation.type === "f64")) return undefined;
  }
  return limit;
}

/** What the terms of linear leaves multiply, one column a term. */
function columnsOfTerms({ inputs, steps, predictor }: Model): readonly Column[] {
  const { linear } = predictor.leaves;
  if (!linear) return [];
  const columns = linear.columns ?? joinColumns({ inputs, steps });
  return Array.from(linear.feature, (index) => columns[index]!);
}

/** The operations that inputs take on their way into linear leaves. */
export function operationsBeforeTerms(model: Model): readonly ScalarOperation[] {
  return [...new Set(columnsOfTerms(model))].flatMap(({ chain }) => chain);
}

/**
 * Up to which limit linear leaves take small inputs for 0; undefined where their columns are more
 * than inputs flushed alike.
 */
export function linearFlush(model: Model): number | undefined {
  if (!model.predictor.leaves.linear) return 0;
  const limits = new Set(columnsOfTerms(model).map(flushLimit));
  const [limit, ...others] = limits;
  return others.length === 0 ? limit : undefined;
}
