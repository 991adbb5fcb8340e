import { linearFlush } from "../ir/linear-columns.ts";
import type { Column, Model } from "../ir/model.ts";
import { hasTerms } from "../ir/predictors/forest/linear.ts";
import { applyChain } from "../ir/steps.ts";
import type { LeafTable } from "./plan.ts";

/** Linear models of columns, in the first rows of a pool of binary64 numbers. */
export interface LinearTable {
  /** One a row that holds a linear model; later rows are plain numbers. */
  readonly constant: Float64Array;
  /** Terms of row r: `start[r]` to `start[r + 1] - 1`. */
  readonly start: Int32Array;
  /** Index into `columns`, or without them the device's features. */
  readonly feature: Int32Array;
  readonly coefficient: Float64Array;
  /** Every |x| up to this counts as 0; without `columns`. */
  readonly flush: number;
  /** What steps make of the device's features, in binary64; absent: the features themselves. */
  readonly columns?: readonly Column[];
}

/** Rows of the pool with the linear ones first, otherwise in their order. */
export function linearFirst({ predictor }: Model, rows: readonly number[]): readonly number[] {
  const { linear } = predictor.leaves;
  if (!linear) return rows;
  return [
    ...rows.filter((row) => hasTerms(linear, row)),
    ...rows.filter((row) => !hasTerms(linear, row)),
  ];
}

/** The linear models of a lowered model's rows, in the order of `linearFirst`. */
export function linearTable(model: Model, rows: readonly number[]): LinearTable | undefined {
  const { linear } = model.predictor.leaves;
  const own = linear ? rows.filter((row) => hasTerms(linear, row)) : [];
  if (!linear || own.length === 0) return undefined;
  const start = [0];
  const terms = own.flatMap((row) => {
    const count = linear.start[row + 1]! - linear.start[row]!;
    start.push(start.at(-1)! + count);
    return Array.from({ length: count }, (_, i) => linear.start[row]! + i);
  });
  const flush = linearFlush(model);
  const used = [...new Set(terms.map((term) => linear.feature[term]!))];
  const columns =
    flush === undefined ? used.map((feature) => linear.columns![feature]!) : undefined;
  const place = (feature: number) =>
    columns ? used.indexOf(feature) : (linear.columns?.[feature]?.from ?? feature);
  return {
    constant: Float64Array.from(own, (row) => linear.constant[row]!),
    start: Int32Array.from(start),
    feature: Int32Array.from(terms, (term) => place(linear.feature[term]!)),
    coefficient: Float64Array.from(terms, (term) => linear.coefficient[term]!),
    flush: flush ?? 0,
    ...(columns ? { columns } : {}),
  };
}

/** What terms multiply, of a row of the device's features. */
export function linearColumns({ linear }: LeafTable, row: ArrayLike<number>): ArrayLike<number> {
  return linear?.columns?.map(({ from, chain }) => applyChain(chain, row[from]!)) ?? row;
}

/** What a payload of a pool of single numbers is worth for a row of `linearColumns`. */
export function pooledValue(
  { values, linear }: LeafTable,
  payload: number,
  columns: ArrayLike<number>,
): number {
  if (!linear || payload >= linear.constant.length) return values[payload]!;
  let sum = linear.constant[payload]!;
  for (let term = linear.start[payload]!; term < linear.start[payload + 1]!; term++) {
    const x = columns[linear.feature[term]!]!;
    if (Number.isNaN(x)) return values[payload]!;
    sum += linear.coefficient[term]! * (Math.abs(x) <= linear.flush ? 0 : x);
  }
  return sum;
}

/** Bytes of the table as it is emitted: binary64 numbers, places of terms, features. */
export function linearBytes({ constant, start, feature, coefficient }: LinearTable): number {
  const places = start.length * (feature.length > 255 ? 2 : 1);
  const features = feature.length * (feature.some((index) => index > 255) ? 2 : 1);
  return 8 * (constant.length + coefficient.length) + places + features;
}
