import { ENCODINGS } from "../encodings/encoding.ts";
import { rankGoesLeft, type SetTables, setTables } from "../encodings/sets.ts";
import type { Plan } from "../plan.ts";
import type { Layout } from "./layout.ts";

/** Trees as nested conditions in code: one function a tree. */
export interface BranchTables {
  readonly trees: number;
  readonly roots: Int32Array;
  readonly isLeaf: Uint8Array;
  /** Split: slot, and the constant its value is compared with. */
  readonly slot: Int32Array;
  readonly operand: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Leaf: what the tree's function returns. */
  readonly payload: Int32Array;
  readonly sets?: SetTables;
}

/** Nesting that every compiler takes; C11 promises 127 levels of blocks. */
export const MAX_BRANCH_DEPTH = 100;

/**
 * Whether features are made into keys before the trees ask. Several trees ask the same few again; a
 * single one asks few of them, and finite features need none.
 */
export function takesKeys(
  { encoding, missing }: Pick<Plan, "encoding" | "missing">,
  trees: number,
): boolean {
  return encoding === "bits" && missing === "exact" && trees > 1;
}

export const branches: Layout<BranchTables> = {
  id: "branches",
  misfit: () => undefined,
  lower({ forest, slots, encoding }) {
    const { operand } = ENCODINGS[encoding];
    const sets = setTables(slots);
    return {
      trees: forest.roots.length,
      roots: forest.roots,
      isLeaf: forest.isLeaf,
      slot: forest.slot,
      operand: Float64Array.from(forest.slot, (slot, node) =>
        slot < 0 ? 0 : operand(slots[slot]!, forest.cut[node]!),
      ),
      left: forest.left,
      right: forest.right,
      payload: forest.payload,
      ...(sets ? { sets } : {}),
    };
  },
  walk(tables, values, tree) {
    let node = tables.roots[tree]!;
    while (tables.isLeaf[node] === 0) {
      const slot = tables.slot[node]!;
      const goesLeft = rankGoesLeft(tables.sets, {
        slot,
        cut: tables.operand[node]!,
        rank: values[slot]!,
      });
      node = goesLeft ? tables.left[node]! : tables.right[node]!;
    }
    return tables.payload[node]!;
  },
};
