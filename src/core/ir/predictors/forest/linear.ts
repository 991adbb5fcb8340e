import type { Column } from "../../model.ts";
import { applyChain } from "../../steps.ts";
import type { Forest } from "./forest.ts";
import type { RowPool } from "./row-pool.ts";

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

/** Collects the linear models of a pool's rows. */
export class LinearBuilder {
  /** By the row's number; rows without one have none. */
  readonly #models = new Map<number, LinearSpec>();
  readonly #rows = new Map<string, number>();

  /** The number of the row with this model, both equal in their bits. */
  numberOf(row: ArrayLike<number>, linear: LinearSpec, pool: RowPool): number {
    const parts = [row, [linear.constant], linear.features, linear.coefficients];
    const key = parts.map(keyOf).join(":");
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const number = pool.append(row);
    this.#rows.set(key, number);
    this.#models.set(number, linear);
    return number;
  }

  /** Undefined where no row has terms. */
  finish(rows: number): LinearLeaves | undefined {
    if (this.#models.size === 0) return undefined;
    const start = new Int32Array(rows + 1);
    for (let row = 0; row < rows; row++) {
      start[row + 1] = start[row]! + (this.#models.get(row)?.features.length ?? 0);
    }
    const linear: LinearLeaves = {
      constant: Float64Array.from(
        { length: rows },
        (_, row) => this.#models.get(row)?.constant ?? 0,
      ),
      start,
      feature: new Int32Array(start[rows]!),
      coefficient: new Float64Array(start[rows]!),
    };
    for (const [row, { features, coefficients }] of this.#models) {
      linear.feature.set(features, start[row]!);
      linear.coefficient.set(coefficients, start[row]!);
    }
    return linear;
  }
}

/** -0 and 0 apart. */
function keyOf(numbers: ArrayLike<number>): string {
  return Array.from(numbers, (x) => (Object.is(x, -0) ? "-0" : x)).join();
}
