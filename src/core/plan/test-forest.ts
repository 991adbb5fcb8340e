import { invariant } from "../diagnostics/invariant.ts";
import type { Model } from "../ir/model.ts";
import {
  type Forest,
  LEAF,
  LESS_THAN,
  MISSING_LEFT,
  treeEnd,
} from "../ir/predictors/forest/forest.ts";
import type { Slot } from "./encodings/encoding.ts";

/** A lowered forest as layouts see it: every split is `slot value <= cut`, every leaf a payload. */
export interface TestForest {
  readonly roots: Int32Array;
  readonly end: Int32Array;
  readonly isLeaf: Uint8Array;
  readonly slot: Int32Array;
  /** Index into the slot's cuts. */
  readonly cut: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly payload: Int32Array;
}

/** The slots that a lowered model's splits read, by feature, NaN-right ones first. */
export function collectSlots(model: Model): Slot[] {
  const { nodes } = model.predictor;
  const cuts = new Map<number, Set<number>>();
  for (let node = 0; node < nodes.kind.length; node++) {
    if (nodes.kind[node] === LEAF) continue;
    const key = slotKey(model.predictor, node);
    const known = cuts.get(key) ?? new Set();
    cuts.set(key, known.add(nodes.threshold[node]!));
  }
  const keys = [...cuts.keys()].sort((a, b) => (a & 1) - (b & 1) || a - b);
  return keys.map((key) => ({
    feature: key >> 1,
    nan: !model.inputs.mayBeMissing ? "none" : key & 1 ? "left" : "right",
    cuts: Float64Array.from(cuts.get(key)!).sort(),
  }));
}

/** Feature and NaN direction as one number. */
function slotKey({ nodes }: Forest, node: number): number {
  return nodes.feature[node]! * 2 + (nodes.flags[node]! & MISSING_LEFT ? 1 : 0);
}

export function toTestForest(
  model: Model,
  slots: readonly Slot[],
  payload: (tree: number, leafRow: number) => number,
): TestForest {
  const forest = model.predictor;
  const { nodes } = forest;
  const slotOf = new Map(
    slots.map((slot, i) => [slot.feature * 2 + (slot.nan === "left" ? 1 : 0), i]),
  );
  const cutOf = slots.map((slot) => new Map(Array.from(slot.cuts, (cut, i) => [cut, i])));
  const count = nodes.kind.length;
  const result = {
    roots: forest.roots,
    end: forest.roots.map((_, tree) => treeEnd(forest, tree)),
    isLeaf: new Uint8Array(count),
    slot: new Int32Array(count).fill(-1),
    cut: new Int32Array(count).fill(-1),
    left: nodes.left,
    right: nodes.right,
    payload: new Int32Array(count).fill(-1),
  };
  for (let tree = 0; tree < forest.roots.length; tree++) {
    for (let node = forest.roots[tree]!; node < result.end[tree]!; node++) {
      if (nodes.kind[node] === LEAF) {
        result.isLeaf[node] = 1;
        result.payload[node] = payload(tree, nodes.operand[node]!);
        continue;
      }
      invariant((nodes.flags[node]! & LESS_THAN) === 0, "a lowered split compares with <=");
      const slot = slotOf.get(slotKey(forest, node))!;
      result.slot[node] = slot;
      result.cut[node] = cutOf[slot]!.get(nodes.threshold[node]!)!;
    }
  }
  return result;
}
