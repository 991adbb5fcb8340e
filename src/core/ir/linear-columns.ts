import type { Column, Model } from "./model.ts";
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

/**
 * Up to which limit linear leaves take small inputs for 0; undefined where their columns are more
 * than inputs flushed alike.
 */
export function linearFlush({ inputs, steps, predictor }: Model): number | undefined {
  const { linear } = predictor.leaves;
  if (!linear) return 0;
  const columns = linear.columns ?? joinColumns({ inputs, steps });
  const limits = new Set(Array.from(linear.feature, (index) => flushLimit(columns[index]!)));
  const [limit, ...others] = limits;
  return others.length === 0 ? limit : undefined;
}
