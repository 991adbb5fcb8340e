import { invariant } from "../../../diagnostics/invariant.ts";
import type { FloatType } from "../../number-type.ts";
import {
  COMPARE_F32,
  type Combine,
  type Forest,
  IN_SET,
  LEAF,
  LESS_THAN,
  MISSING_LEFT,
  SPLIT,
} from "./forest.ts";
import { LinearBuilder, type LinearSpec } from "./linear.ts";
import { NodeColumns } from "./node-columns.ts";
import { RowPool } from "./row-pool.ts";

interface TestSpec {
  readonly feature: number;
  readonly type: FloatType;
  readonly missing: "left" | "right";
  readonly samples?: number;
}

export interface SplitSpec extends TestSpec {
  readonly threshold: number;
  readonly compare: "lt" | "le";
}

/** Left where an odd number of `edges` (distinct, ascending) lie at or below x. */
export interface SetSpec extends TestSpec {
  readonly edges: ArrayLike<number>;
}

function testFlags({ type, missing }: TestSpec): number {
  return (type === "f32" ? COMPARE_F32 : 0) | (missing === "left" ? MISSING_LEFT : 0);
}

/**
 * Builds a forest tree by tree in preorder: `beginTree`, then for each node `split` or `splitSet`
 * (followed by its whole left subtree, then its right one) or `leaf`. Leaf rows are pooled by their
 * bits. A tree found faulty may be left unfinished, if the builder is then left unfinished too.
 */
export class ForestBuilder {
  readonly #stride: number;
  readonly #nodes = new NodeColumns();
  readonly #roots: number[] = [];
  readonly #firstScore: number[] = [];
  readonly #pool: RowPool;
  readonly #linear = new LinearBuilder();
  readonly #sets: Float64Array[] = [];
  readonly #setNumbers = new Map<string, number>();
  /** Splits that wait for a child, innermost last; the left child is wanted while `left` is -1. */
  readonly #open: number[] = [];

  constructor(stride: number) {
    this.#stride = stride;
    this.#pool = new RowPool(stride);
  }

  beginTree(firstScore = 0): void {
    this.#open.length = 0;
    this.#roots.push(this.#nodes.length);
    this.#firstScore.push(firstScore);
  }

  split(spec: SplitSpec, samples = spec.samples): void {
    const node = this.#push(SPLIT, samples);
    const { columns } = this.#nodes;
    columns.feature[node] = spec.feature;
    columns.threshold[node] = spec.threshold;
    columns.flags[node] = testFlags(spec) | (spec.compare === "lt" ? LESS_THAN : 0);
    this.#open.push(node);
  }

  splitSet(spec: SetSpec, samples = spec.samples): void {
    const node = this.#push(IN_SET, samples);
    const { columns } = this.#nodes;
    columns.feature[node] = spec.feature;
    columns.operand[node] = this.#setNumber(Float64Array.from(spec.edges));
    columns.flags[node] = testFlags(spec);
    this.#open.push(node);
  }

  /** `linear`: see LinearLeaves; `row` is then what it is worth where a column is NaN. */
  leaf(row: ArrayLike<number>, samples?: number, linear?: LinearSpec): void {
    invariant(row.length === this.#stride, "a leaf row has another width than the pool");
    const node = this.#push(LEAF, samples);
    const { operand, right } = this.#nodes.columns;
    operand[node] = linear
      ? this.#linear.numberOf(row, linear, this.#pool)
      : this.#pool.numberOf(row);
    while (this.#open.length > 0 && right[this.#open.at(-1)!] !== -1) this.#open.pop();
  }

  finish(scores: number, combine: Combine): Forest {
    invariant(this.#open.length === 0, "a tree ended with a child missing");
    const linear = this.#linear.finish(this.#pool.length);
    return {
      kind: "forest",
      nodes: this.#nodes.finish(),
      roots: Int32Array.from(this.#roots),
      firstScore: Int32Array.from(this.#firstScore),
      scores,
      leaves: {
        stride: this.#stride,
        values: this.#pool.finish(),
        ...(linear ? { linear } : {}),
      },
      sets: this.#sets,
      combine,
    };
  }

  #push(kind: number, samples = -1): number {
    const node = this.#nodes.add(kind, samples);
    const parent = this.#open.at(-1);
    if (parent !== undefined) {
      const { left, right } = this.#nodes.columns;
      (left[parent] === -1 ? left : right)[parent] = node;
    }
    return node;
  }

  #setNumber(edges: Float64Array): number {
    const key = edges.join();
    const known = this.#setNumbers.get(key);
    if (known !== undefined) return known;
    this.#setNumbers.set(key, this.#sets.length);
    return this.#sets.push(edges) - 1;
  }
}
