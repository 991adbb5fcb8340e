import { nextDown64 } from "../../../math.ts";
import type { Column } from "../../model.ts";
import { applyChain } from "../../steps.ts";
import { isInSet } from "./evaluate.ts";
import {
  COMPARE_F32,
  type Forest,
  IN_SET,
  LEAF,
  LESS_THAN,
  MISSING_LEFT,
  treeEnd,
} from "./forest.ts";

/** Rows walked together, so that a tree's nodes stay in the cache for all of them. */
export const BLOCK_ROWS = 64;

/** Finds the leaf pool row of every tree for a block of rows. */
export interface BlockWalker {
  /**
   * `rows` is row-major, `width` numbers a row; `count` rows from row `start` on. Fills
   * `leaves[row * trees + tree]`.
   */
  walk(rows: Float64Array, start: number, count: number, leaves: Int32Array): void;
}

/**
 * A number that tests read: a column, rounded or not, with NaN kept or made to go left; or whether
 * it lies outside a set, as 0 and 1.
 */
interface Operand {
  readonly column: number;
  readonly f32: boolean;
  readonly nanLeft: boolean;
  readonly set?: Float64Array;
}

/**
 * Turns a forest into tests `operand <= threshold` without special cases: `x < t` becomes
 * `x <= t'`, casts, NaN's way and sets become operands of their own, leaves are nodes that lead to
 * themselves. Then four rows at a time take a fixed number of steps, without a branch to mispredict.
 */
export function createBlockWalker(
  forest: Forest,
  columns: readonly Column[],
  inputs: number,
): BlockWalker | undefined {
  const { nodes, roots } = forest;
  const operands: Operand[] = [];
  const numbers = new Map<number | string, number>();
  const count = nodes.kind.length;
  const operand = new Int32Array(count);
  const threshold = new Float64Array(count);
  const child = new Int32Array(2 * count);
  for (let node = 0; node < count; node++) {
    child[2 * node] = child[2 * node + 1] = node;
    if (nodes.kind[node] === LEAF) continue;
    const flags = nodes.flags[node]!;
    const lessThan = (flags & LESS_THAN) !== 0;
    const at = nodes.threshold[node]!;
    // Nothing lies below -inf to compare with.
    if (lessThan && at === Number.NEGATIVE_INFINITY) return undefined;
    child[2 * node] = nodes.right[node]!;
    child[2 * node + 1] = nodes.left[node]!;
    const set = nodes.kind[node] === IN_SET ? forest.sets[nodes.operand[node]!] : undefined;
    if (!set) threshold[node] = lessThan ? nextDown64(at) : at;
    const wanted: Operand = {
      column: nodes.feature[node]!,
      f32: (flags & COMPARE_F32) !== 0,
      nanLeft: (flags & MISSING_LEFT) !== 0,
      ...(set ? { set } : {}),
    };
    const plain = wanted.column * 8 + (flags & ~LESS_THAN);
    const key = set ? `${plain} ${nodes.operand[node]}` : plain;
    let known = numbers.get(key);
    if (known === undefined) {
      known = operands.push(wanted) - 1;
      numbers.set(key, known);
    }
    operand[node] = known;
  }
  const depths = roots.map((_, tree) => depthOf(forest, tree));
  const width = Math.max(1, operands.length);
  const values = new Float64Array(BLOCK_ROWS * width);
  return {
    walk(rows, start, blockRows, leaves) {
      fillOperands(values, { operands, columns }, { rows, inputs, start, count: blockRows });
      const trees = roots.length;
      for (let tree = 0; tree < trees; tree++) {
        const root = roots[tree]!;
        const depth = depths[tree]!;
        // Rows beyond the count hold numbers of an earlier block; their leaves are not kept.
        for (let row = 0; row < blockRows; row += 4) {
          const o0 = row * width;
          const o1 = o0 + width;
          const o2 = o1 + width;
          const o3 = o2 + width;
          let n0 = root;
          let n1 = root;
          let n2 = root;
          let n3 = root;
          for (let step = 0; step < depth; step++) {
            n0 = child[2 * n0 + Number(values[o0 + operand[n0]!]! <= threshold[n0]!)]!;
            n1 = child[2 * n1 + Number(values[o1 + operand[n1]!]! <= threshold[n1]!)]!;
            n2 = child[2 * n2 + Number(values[o2 + operand[n2]!]! <= threshold[n2]!)]!;
            n3 = child[2 * n3 + Number(values[o3 + operand[n3]!]! <= threshold[n3]!)]!;
          }
          leaves[row * trees + tree] = nodes.operand[n0]!;
          leaves[(row + 1) * trees + tree] = nodes.operand[n1]!;
          leaves[(row + 2) * trees + tree] = nodes.operand[n2]!;
          leaves[(row + 3) * trees + tree] = nodes.operand[n3]!;
        }
      }
    },
  };
}

function fillOperands(
  values: Float64Array,
  {
    operands,
    columns,
  }: { readonly operands: readonly Operand[]; readonly columns: readonly Column[] },
  block: {
    readonly rows: Float64Array;
    readonly inputs: number;
    readonly start: number;
    readonly count: number;
  },
): void {
  operands.forEach((operand, i) => {
    const { from, chain } = columns[operand.column]!;
    for (let row = 0; row < block.count; row++) {
      const x = applyChain(chain, block.rows[(block.start + row) * block.inputs + from]!);
      values[row * operands.length + i] = operandOf(operand, x);
    }
  });
}

function operandOf({ f32, nanLeft, set }: Operand, x: number): number {
  if (Number.isNaN(x)) return nanLeft ? Number.NEGATIVE_INFINITY : x;
  const rounded = f32 ? Math.fround(x) : x;
  if (!set) return rounded;
  return isInSet(set, rounded) ? 0 : 1;
}

function depthOf(forest: Forest, tree: number): number {
  const { nodes } = forest;
  const root = forest.roots[tree]!;
  const below = new Int32Array(treeEnd(forest, tree) - root);
  for (let node = root + below.length - 1; node >= root; node--) {
    if (nodes.kind[node] === LEAF) continue;
    below[node - root] =
      1 + Math.max(below[nodes.left[node]! - root]!, below[nodes.right[node]! - root]!);
  }
  return below[0]!;
}
