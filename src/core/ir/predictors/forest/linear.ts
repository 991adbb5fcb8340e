import type { Column } from "../../model.ts";
import { applyChain } from "../../steps.ts";
import type { Forest } from "./forest.ts";

/**
 * Linear models of the predictor's columns in place of constant leaves (LightGBM's linear_tree). A
 * row of the leaf pool that has terms is worth its constant, then += coefficient * column, each
 * product and each sum rounded to binary64, in the order of the terms; its own number where one of
 * those columns is NaN. A row without terms is its own number as ever.
 */
export interface LinearLeaves {
  /** One a row. */
  readonly constant: Float64Array;
  /** Terms of row r: `start[r]` to `start[r + 1] - 1`. */
  readonly start: Int32Array;
  readonly feature: Int32Array;
  readonly coefficient: Float64Array;
  /** Where steps were folded into the trees: what their columns were made of. Absent: columns as given. */
  readonly columns?: readonly Column[];
}

/** A leaf's linear model, as builders take it. */
export interface LinearSpec {
  readonly constant: number;
  readonly features: ArrayLike<number>;
  readonly coefficients: ArrayLike<number>;
}

export function hasTerms({ start }: LinearLeaves, row: number): boolean {
  return start[row] !== start[row + 1];
}

function columnValue(linear: LinearLeaves, feature: number, row: ArrayLike<number>): number {
  const made = linear.columns?.[feature];
  return made ? applyChain(made.chain, row[made.from]!) : row[feature]!;
}

/** What a row of the pool, of single numbers, is worth for a row of the predictor's columns. */
export function leafValue(
  { leaves: { values, linear } }: Forest,
  row: number,
  columns: ArrayLike<number>,
): number {
  if (!linear || !hasTerms(linear, row)) return values[row]!;
  let sum = linear.constant[row]!;
  for (let term = linear.start[row]!; term < linear.start[row + 1]!; term++) {
    const x = columnValue(linear, linear.feature[term]!, columns);
    if (Number.isNaN(x)) return values[row]!;
    sum += linear.coefficient[term]! * x;
  }
  return sum;
}

/** The linear model of a row, on columns that are called otherwise; undefined where it has none. */
export function linearOf(
  { leaves: { linear } }: Forest,
  row: number,
  columns?: ArrayLike<number>,
): LinearSpec | undefined {
  if (!linear || !hasTerms(linear, row)) return undefined;
  const terms = [linear.start[row]!, linear.start[row + 1]!] as const;
  return {
    constant: linear.constant[row]!,
    features: linear.feature.slice(...terms).map((feature) => columns?.[feature] ?? feature),
    coefficients: linear.coefficient.slice(...terms),
  };
}

/** Collects the linear models of a pool's rows, in the order of the rows. */
export class LinearBuilder {
  readonly #constant: number[] = [];
  readonly #start: number[] = [0];
  readonly #feature: number[] = [];
  readonly #coefficient: number[] = [];

  add(linear: LinearSpec | undefined): void {
    this.#constant.push(linear?.constant ?? 0);
    for (let i = 0; i < (linear?.features.length ?? 0); i++) {
      this.#feature.push(linear!.features[i]!);
      this.#coefficient.push(linear!.coefficients[i]!);
    }
    this.#start.push(this.#feature.length);
  }

  /** Undefined where no row has terms. */
  finish(): LinearLeaves | undefined {
    if (this.#feature.length === 0) return undefined;
    return {
      constant: Float64Array.from(this.#constant),
      start: Int32Array.from(this.#start),
      feature: Int32Array.from(this.#feature),
      coefficient: Float64Array.from(this.#coefficient),
    };
  }
}
