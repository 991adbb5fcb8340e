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
 * (followed by its whole left subtree, then its right one) or `leaf`. Leaf rows are pooled by their bits. A tree
 * found faulty may be left unfinished, if the builder itself is then left unfinished too.
 */
export class ForestBuilder {
  readonly #stride: number;
  readonly #columns = {
    kind: [] as number[],
    feature: [] as number[],
    threshold: [] as number[],
    left: [] as number[],
    right: [] as number[],
    flags: [] as number[],
    operand: [] as number[],
    samples: [] as number[],
  };
  readonly #roots: number[] = [];
  readonly #firstScore: number[] = [];
  readonly #pool: number[] = [];
  readonly #rows = new Map<string, number>();
  readonly #linear = new LinearBuilder();
  readonly #sets: Float64Array[] = [];
  readonly #setNumbers = new Map<string, number>();
  /** Splits that wait for a child, innermost last; the left child is wanted while `left` is -1. */
  readonly #open: number[] = [];

  constructor(stride: number) {
    this.#stride = stride;
  }

  beginTree(firstScore = 0): void {
    this.#open.length = 0;
    this.#roots.push(this.#columns.kind.length);
    this.#firstScore.push(firstScore);
  }

  split(spec: SplitSpec): void {
    const node = this.#push(SPLIT, spec.samples);
    const c = this.#columns;
    c.feature[node] = spec.feature;
    c.threshold[node] = spec.threshold;
    c.flags[node] = testFlags(spec) | (spec.compare === "lt" ? LESS_THAN : 0);
    this.#open.push(node);
  }

  splitSet(spec: SetSpec): void {
    const node = this.#push(IN_SET, spec.samples);
    const c = this.#columns;
    c.feature[node] = spec.feature;
    c.operand[node] = this.#setNumber(Float64Array.from(spec.edges));
    c.flags[node] = testFlags(spec);
    this.#open.push(node);
  }

  /** `linear`: see LinearLeaves; `row` is then what it is worth where a column is NaN. */
  leaf(row: ArrayLike<number>, samples?: number, linear?: LinearSpec): void {
    invariant(row.length === this.#stride, "a leaf row has another width than the pool");
    const node = this.#push(LEAF, samples);
    this.#columns.operand[node] = this.#poolRow(row, linear);
    let open = this.#open.at(-1);
    while (open !== undefined && this.#columns.right[open] !== -1) {
      this.#open.pop();
      open = this.#open.at(-1);
    }
  }

  finish(scores: number, combine: Combine): Forest {
    invariant(this.#open.length === 0, "a tree ended with a child missing");
    const c = this.#columns;
    const linear = this.#linear.finish();
    return {
      kind: "forest",
      nodes: {
        kind: Uint8Array.from(c.kind),
        feature: Int32Array.from(c.feature),
        threshold: Float64Array.from(c.threshold),
        left: Int32Array.from(c.left),
        right: Int32Array.from(c.right),
        flags: Uint8Array.from(c.flags),
        operand: Int32Array.from(c.operand),
        ...(c.samples.some((n) => n >= 0) ? { samples: Float64Array.from(c.samples) } : {}),
      },
      roots: Int32Array.from(this.#roots),
      firstScore: Int32Array.from(this.#firstScore),
      scores,
      leaves: {
        stride: this.#stride,
        values: Float64Array.from(this.#pool),
        ...(linear ? { linear } : {}),
      },
      sets: this.#sets,
      combine,
    };
  }

  #push(kind: number, samples = -1): number {
    const c = this.#columns;
    const node = c.kind.length;
    const parent = this.#open.at(-1);
    if (parent !== undefined) {
      if (c.left[parent] === -1) c.left[parent] = node;
      else c.right[parent] = node;
    }
    c.kind.push(kind);
    c.feature.push(-1);
    c.threshold.push(0);
    c.left.push(-1);
    c.right.push(-1);
    c.flags.push(0);
    c.operand.push(-1);
    // Of a damaged count nothing is known.
    c.samples.push(samples >= 0 ? samples : -1);
    return node;
  }

  #setNumber(edges: Float64Array): number {
    const key = edges.join();
    const known = this.#setNumbers.get(key);
    if (known !== undefined) return known;
    this.#setNumbers.set(key, this.#sets.length);
    return this.#sets.push(edges) - 1;
  }

  #poolRow(row: ArrayLike<number>, linear: LinearSpec | undefined): number {
    // String keys keep -0 and +0 apart and need no hash of our own; one lookup a leaf.
    let key = keyOf(row);
    if (linear) {
      const { constant, features, coefficients } = linear;
      key += `:${keyOf([constant])}${keyOf(features)}${keyOf(coefficients)}`;
    }
    const found = this.#rows.get(key);
    if (found !== undefined) return found;
    const index = this.#rows.size;
    this.#rows.set(key, index);
    this.#linear.add(linear);
    for (let i = 0; i < row.length; i++) this.#pool.push(row[i]!);
    return index;
  }
}

function keyOf(numbers: ArrayLike<number>): string {
  let key = "";
  for (let i = 0; i < numbers.length; i++)
    key += Object.is(numbers[i], -0) ? "-0," : `${numbers[i]},`;
  return key;
}
