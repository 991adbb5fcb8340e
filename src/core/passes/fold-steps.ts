import type { Column } from "../ir/model.ts";
import { isIntegerType } from "../ir/number-type.ts";
import { type InputOrder, inputOrder } from "../ir/order.ts";
import { goesLeft } from "../ir/predictors/forest/evaluate.ts";
import {
  COMPARE_F32,
  type Forest,
  IN_SET,
  LEAF,
  MISSING_LEFT,
  SPLIT,
} from "../ir/predictors/forest/forest.ts";
import { rewriteForest } from "../ir/predictors/forest/rewrite.ts";
import { applyChain, joinColumns, splitSteps } from "../ir/steps.ts";
import type { Pass } from "./pass.ts";

/**
 * Folds each column's chain of steps, casts and the trainer's own compare into tests of the
 * device's inputs: `f32((x - 2.5) / 0.3) <= 0.7f64` becomes `x <= T`.
 *
 * Operations are monotone after rounding, but for lookups, which are constant or nothing on each of
 * their pieces. So what a node asks changes its answer at finitely many inputs, each found by
 * bisection that runs the trainer's own arithmetic; algebra on rounded numbers misses about half of
 * them. One change is a threshold, several are a set of intervals.
 */
export const foldSteps: Pass = {
  name: "fold-steps",
  kind: "lower",
  run(model, { inputType }) {
    const mayBeMissing = model.inputs.mayBeMissing && !isIntegerType(inputType);
    const { taken } = splitSteps(model.steps);
    const tested = taken.length > 0 ? "f32" : inputType;
    const order = inputOrder(tested);
    return {
      ...model,
      inputs: { ...model.inputs, domain: inputType, mayBeMissing },
      // Steps that mix columns stay, and tests are folded to ask for what these give.
      steps: taken,
      predictor: foldForest(model.predictor, joinColumns(model), order, isIntegerType(tested)),
    };
  },
};

function foldForest(
  forest: Forest,
  columns: readonly Column[],
  order: InputOrder,
  integer: boolean,
): Forest {
  const { nodes } = forest;
  const kind = nodes.kind.slice();
  const feature = nodes.feature.slice();
  const threshold = nodes.threshold.slice();
  const left = nodes.left.slice();
  const right = nodes.right.slice();
  const flags = nodes.flags.slice();
  const operand = nodes.operand.slice();
  const sets = setPool();
  const piecesOfColumn = new Map<number, readonly Piece[]>();
  for (let node = 0; node < nodes.kind.length; node++) {
    if (nodes.kind[node] === LEAF) continue;
    const index = nodes.feature[node]!;
    const column = columns[index]!;
    const pieces = piecesOfColumn.get(index) ?? piecesOf(column, order);
    piecesOfColumn.set(index, pieces);
    const valueAt = (key: number) => applyChain(column.chain, order.fromKey(key));
    const { changes, startsLeft } = answersOf(forest, node, { pieces, valueAt });
    // Left is then a prefix of the inputs, or the set; the children swap where it was the rest.
    const isPrefix = changes.length <= 1;
    const swap = startsLeft !== isPrefix;
    kind[node] = isPrefix ? SPLIT : IN_SET;
    feature[node] = column.from;
    // -0 and +0 compare equal, so no answer changes between them.
    threshold[node] = isPrefix ? order.fromKey((changes[0] ?? order.last + 1) - 1) : 0;
    operand[node] = isPrefix ? -1 : sets.add(changes, order);
    // A chain may give NaN a value; then it goes where that value goes.
    const missingLeft = goesLeft(forest, node, applyChain(column.chain, Number.NaN)) !== swap;
    flags[node] = integer ? 0 : COMPARE_F32 | (missingLeft ? MISSING_LEFT : 0);
    if (swap) {
      left[node] = nodes.right[node]!;
      right[node] = nodes.left[node]!;
    }
  }
  const change = { kind, feature, threshold, left, right, flags, operand };
  const folded = rewriteForest(forest, { nodes: change, sets: sets.all });
  const { linear } = folded.leaves;
  if (!linear) return folded;
  // Linear leaves compute with the columns, not with tests of them.
  return { ...folded, leaves: { ...folded.leaves, linear: { ...linear, columns } } };
}

/** A run of inputs, as keys, on which a chain is monotone, or constant. */
interface Piece {
  readonly first: number;
  readonly last: number;
  readonly constant: boolean;
}

/** A chain's pieces, in order: one, but for lookups. */
function piecesOf({ chain }: Column, order: InputOrder): readonly Piece[] {
  let pieces: readonly Piece[] = [{ first: order.first, last: order.last, constant: false }];
  chain.forEach((operation, i) => {
    if (operation.kind !== "lookup") return;
    const until = chain.slice(0, i);
    const before = (key: number) => applyChain(until, order.fromKey(key));
    pieces = pieces.flatMap((piece) => {
      if (piece.constant) return piece;
      const changes = operation.edges.flatMap((edge) =>
        changeIn(piece, (key) => edge <= before(key)),
      );
      const starts = [piece.first, ...ascending(changes)];
      return starts.map((first, part): Piece => {
        const value = before(first);
        const count = operation.edges.filter((edge) => edge <= value).length;
        return {
          first,
          last: (starts[part + 1] ?? piece.last + 1) - 1,
          constant: operation.values[count] !== null,
        };
      });
    });
  });
  return pieces;
}

/** Where, on the inputs in order, a node's answer changes: the first key of each new answer. */
function answersOf(
  forest: Forest,
  node: number,
  chain: { readonly pieces: readonly Piece[]; valueAt(key: number): number },
): { readonly changes: readonly number[]; readonly startsLeft: boolean } {
  const { nodes, sets } = forest;
  const isLeft = (key: number) => goesLeft(forest, node, chain.valueAt(key));
  const narrow = (nodes.flags[node]! & COMPARE_F32) !== 0;
  const edges = nodes.kind[node] === IN_SET ? sets[nodes.operand[node]!]! : undefined;
  const starts = chain.pieces.flatMap((piece) => {
    if (piece.constant) return [piece.first];
    if (!edges) return [piece.first, ...changeIn(piece, isLeft)];
    const reaches = (edge: number) => (key: number) => {
      const value = chain.valueAt(key);
      return edge <= (narrow ? Math.fround(value) : value);
    };
    const changes = Array.from(edges, (edge) => changeIn(piece, reaches(edge)));
    return [piece.first, ...ascending(changes.flat())];
  });
  const startsLeft = isLeft(starts[0]!);
  let answer = startsLeft;
  const changes = starts.filter((key) => {
    const before = answer;
    answer = isLeft(key);
    return answer !== before;
  });
  return { changes, startsLeft };
}

/** The first key at which a predicate that changes at most once differs from the piece's first. */
function changeIn({ first, last }: Piece, holds: (key: number) => boolean): readonly number[] {
  const start = holds(first);
  if (holds(last) === start) return [];
  let low = first;
  let high = last;
  while (high - low > 1) {
    const middle = Math.floor(low + (high - low) / 2);
    if (holds(middle) === start) low = middle;
    else high = middle;
  }
  return [high];
}

function ascending(keys: readonly number[]): readonly number[] {
  return [...new Set(keys)].sort((a, b) => a - b);
}

/** Sets by their keys, each once. */
function setPool() {
  const numbers = new Map<string, number>();
  const all: Float64Array[] = [];
  return {
    all,
    add(keys: readonly number[], order: InputOrder): number {
      const name = keys.join();
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, all.length);
      return all.push(Float64Array.from(keys, order.fromKey)) - 1;
    },
  };
}
