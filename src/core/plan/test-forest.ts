import { invariant } from "../diagnostics/invariant.ts";
import type { Model } from "../ir/model.ts";
import { type InputOrder, inputOrder } from "../ir/order.ts";
import {
  IN_SET,
  LEAF,
  LESS_THAN,
  MISSING_LEFT,
  type NodeTable,
  SPLIT,
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

/**
 * The slots that a lowered model's tests read, each group by feature: cuts whose NaN goes right,
 * sets whose NaN goes left, sets whose NaN goes right, cuts whose NaN goes left. So NaN lies above
 * all cuts of a first part and below those of the rest, and sets stand together.
 */
export function collectSlots(model: Model): Slots {
  const { nodes, sets } = model.predictor;
  const order = inputOrder(model.inputs.domain);
  const found = new Map<string, Found>();
  const foundAt = Array.from(nodes.kind, (kind, node) => {
    if (kind === LEAF) return undefined;
    const key = slotKey(nodes, node);
    const slot = found.get(key) ?? { group: groupOf(nodes, node), node, values: new Set() };
    found.set(key, slot);
    if (kind === SPLIT) slot.values.add(nodes.threshold[node]!);
    return slot;
  });
  const sorted = [...found.values()].sort(
    (a, b) =>
      a.group - b.group ||
      nodes.feature[a.node]! - nodes.feature[b.node]! ||
      nodes.operand[a.node]! - nodes.operand[b.node]!,
  );
  const slots = sorted.map(({ node, values }): Slot => {
    const nanLeft = (nodes.flags[node]! & MISSING_LEFT) !== 0;
    const nan = !model.inputs.mayBeMissing ? "none" : nanLeft ? "left" : "right";
    const feature = nodes.feature[node]!;
    return nodes.kind[node] === IN_SET
      ? { feature, nan, kind: "set", cuts: cutsOf(sets[nodes.operand[node]!]!, nan, order) }
      : { feature, nan, kind: "cuts", cuts: Float64Array.from(values).sort() };
  });
  const position = new Map(sorted.map((slot, i) => [slot, i]));
  return { slots, ofNode: Int32Array.from(foundAt, (slot) => (slot ? position.get(slot)! : -1)) };
}

export interface Slots {
  readonly slots: readonly Slot[];
  /** The slot that each node of the model tests; -1 at leaves. */
  readonly ofNode: Int32Array;
}

interface Found {
  readonly group: number;
  /** The first node that tests it. */
  readonly node: number;
  readonly values: Set<number>;
}

function groupOf({ kind, flags }: NodeTable, node: number): number {
  const nanLeft = (flags[node]! & MISSING_LEFT) !== 0;
  if (kind[node] === IN_SET) return nanLeft ? 1 : 2;
  return nanLeft ? 3 : 0;
}

/**
 * The inputs before a set's edges: an edge lies at or below x iff its cut lies below. NaN that is
 * inside compares above all cuts, so their number must be odd; nothing but NaN lies above +inf.
 */
function cutsOf(edges: Float64Array, nan: Slot["nan"], order: InputOrder): Float64Array {
  const cuts = Array.from(edges, (edge) => order.fromKey(order.toKey(edge) - 1));
  if (nan === "left" && cuts.length % 2 === 0) cuts.push(order.fromKey(order.last));
  return Float64Array.from(cuts);
}

/** Feature, NaN direction and set: what makes a slot. */
function slotKey({ kind, feature, flags, operand }: NodeTable, node: number): string {
  const set = kind[node] === IN_SET ? operand[node] : "";
  return `${feature[node]} ${flags[node]! & MISSING_LEFT} ${set}`;
}

export function toTestForest(
  model: Model,
  { slots, ofNode }: Slots,
  payload: (tree: number, leafRow: number) => number,
): TestForest {
  const forest = model.predictor;
  const { nodes } = forest;
  const cutOf = slots.map((slot) => new Map(Array.from(slot.cuts, (cut, i) => [cut, i])));
  const count = nodes.kind.length;
  const result = {
    roots: forest.roots,
    end: forest.roots.map((_, tree) => treeEnd(forest, tree)),
    isLeaf: new Uint8Array(count),
    slot: ofNode,
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
      const isSet = nodes.kind[node] === IN_SET;
      result.cut[node] = isSet ? 0 : cutOf[ofNode[node]!]!.get(nodes.threshold[node]!)!;
    }
  }
  return result;
}
