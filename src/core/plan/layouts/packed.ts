import { ENCODINGS, type Slot, testsOf } from "../encodings/encoding.ts";
import { rankGoesLeft, type SetTables, setTables } from "../encodings/sets.ts";
import type { TestForest } from "../test-forest.ts";
import type { Layout, LayoutInput } from "./layout.ts";

/**
 * One word a node, in preorder, a split's left child next:
 *
 *     1 | payload                 leaf
 *     0 | slot | cut | right      split on a rank: left if value[slot] <= cut, else `right` words on;
 *                                 in a set's slot, left if its set `cut` has the rank
 *     0 | pair | right            split on a number: pairSlot[pair], pairOperand[pair]
 *
 * Field widths are the fewest bits that hold the model's largest entries.
 */
export interface PackedTables {
  readonly trees: number;
  /** Splits on the longest path. */
  readonly maxDepth: number;
  readonly wordBits: 16 | 32;
  readonly test: "rank" | "pair";
  /** Width of `right`, and of `cut` (0 for pairs). */
  readonly rightBits: number;
  readonly cutBits: number;
  readonly words: Uint32Array;
  /** Words of each tree; a tree starts where the one before ends. */
  readonly sizes: Uint32Array;
  readonly starts: Int32Array;
  readonly pairSlot: Uint32Array;
  readonly pairOperand: Float64Array;
  readonly sets?: SetTables;
}

export const packed: Layout<PackedTables> = {
  id: "packed",
  misfit(input) {
    if (input.slots.length === 0) return "the model has no split";
    const { bits } = packedShape(input);
    return bits > 31 ? `a node needs ${bits + 1} bits` : undefined;
  },
  lower(input) {
    const { forest } = input;
    const { pairs, test, cutBits, rightBits, bits } = packedShape(input);
    const wordBits = bits <= 15 ? 16 : 32;
    const leafFlag = 2 ** (wordBits - 1);
    const sets = setTables(input.slots);
    const words = Uint32Array.from(forest.isLeaf, (isLeaf, node) => {
      if (isLeaf) return leafFlag + forest.payload[node]!;
      const right = forest.right[node]! - node;
      const field =
        test === "pair"
          ? pairs.indexOf(node)
          : forest.slot[node]! * 2 ** cutBits + forest.cut[node]!;
      return field * 2 ** rightBits + right;
    });
    return {
      trees: forest.roots.length,
      maxDepth: deepest(forest),
      wordBits,
      test,
      rightBits,
      cutBits,
      words,
      sizes: Uint32Array.from(forest.roots, (root, tree) => forest.end[tree]! - root),
      starts: forest.roots,
      pairSlot: test === "pair" ? pairs.slot : new Uint32Array(),
      pairOperand: test === "pair" ? pairs.operand : new Float64Array(),
      ...(sets ? { sets } : {}),
    };
  },
  walk(tables, values, tree) {
    const { words, rightBits, cutBits } = tables;
    const leafFlag = 2 ** (tables.wordBits - 1);
    let node = tables.starts[tree]!;
    while (words[node]! < leafFlag) {
      const right = words[node]! & (2 ** rightBits - 1);
      const field = words[node]! >>> rightBits;
      const goesLeft =
        tables.test === "pair"
          ? values[tables.pairSlot[field]!]! <= tables.pairOperand[field]!
          : rankGoesLeft(tables.sets, {
              slot: field >>> cutBits,
              cut: field & (2 ** cutBits - 1),
              rank: values[field >>> cutBits]!,
            });
      node += goesLeft ? 1 : right;
    }
    return words[node]! - leafFlag;
  },
};

/** What a node's fields hold, and how many bits that takes beside the leaf's mark. */
export interface PackedShape {
  readonly test: PackedTables["test"];
  readonly pairs: Pairs;
  readonly cutBits: number;
  readonly rightBits: number;
  readonly bits: number;
}

/** Whether pairs name slots, because NaN directions differ; else the features themselves. */
export function isSlotted(slots: readonly Slot[]): boolean {
  return new Set(slots.map(({ nan }) => nan)).size > 1;
}

export function packedShape({ forest, slots, encoding, leaves }: LayoutInput): PackedShape {
  const pairs = numberPairs(forest, slots, encoding);
  let right = 1;
  for (let node = 0; node < forest.isLeaf.length; node++) {
    if (!forest.isLeaf[node]) right = Math.max(right, forest.right[node]! - node);
  }
  const rightBits = bitsFor(right);
  const test: PackedTables["test"] = encoding === "rank" ? "rank" : "pair";
  const cutBits =
    test === "rank" ? bitsFor(Math.max(0, ...slots.map((slot) => testsOf(slot) - 1))) : 0;
  const fieldBits =
    test === "rank" ? bitsFor(slots.length - 1) + cutBits : bitsFor(pairs.slot.length - 1);
  return {
    pairs,
    test,
    cutBits,
    rightBits,
    bits: Math.max(fieldBits + rightBits, bitsFor(leaves.maxPayload)),
  };
}

interface Pairs {
  readonly slot: Uint32Array;
  readonly operand: Float64Array;
  indexOf(node: number): number;
}

/** Distinct (slot, cut) pairs, by slot and cut. */
function numberPairs(
  forest: TestForest,
  slots: readonly Slot[],
  encoding: LayoutInput["encoding"],
): Pairs {
  const first: number[] = [];
  let count = 0;
  for (const slot of slots) {
    first.push(count);
    count += slot.cuts.length;
  }
  const { operand } = ENCODINGS[encoding];
  return {
    indexOf: (node: number) => first[forest.slot[node]!]! + forest.cut[node]!,
    slot: Uint32Array.from(slots.flatMap((slot, i) => Array.from(slot.cuts, () => i))),
    operand: Float64Array.from(
      slots.flatMap((slot) => Array.from(slot.cuts, (_, cut) => operand(slot, cut))),
    ),
  };
}

/** Fewest bits that hold 0..most. */
export function bitsFor(most: number): number {
  return most <= 0 ? 0 : Math.floor(Math.log2(most)) + 1;
}

function deepest(forest: TestForest): number {
  const depth = new Int32Array(forest.isLeaf.length);
  let most = 0;
  for (let node = 0; node < depth.length; node++) {
    if (forest.isLeaf[node]) continue;
    depth[forest.left[node]!] = depth[forest.right[node]!] = depth[node]! + 1;
    most = Math.max(most, depth[node]! + 1);
  }
  return most;
}
