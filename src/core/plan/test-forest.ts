import { invariant } from "../diagnostics/invariant.ts";
import type { Model } from "../ir/model.ts";
import { inputOrder } from "../ir/order.ts";
import {
  IN_SET,
  LEAF,
  LESS_THAN,
  MISSING_LEFT,
  type NodeTable,
  treeEnd,
} from "../ir/predictors/forest/forest.ts";
import { behindMixing } from "../ir/steps.ts";
import type { Slot } from "./encodings/encoding.ts";

/** A lowered forest as layouts see it: every split is a test of a slot, every leaf a payload. */
export interface TestForest {
  readonly roots: Int32Array;
  readonly end: Int32Array;
  readonly isLeaf: Uint8Array;
  readonly slot: Int32Array;
  /** Index into the slot's cuts, or its sets. */
  readonly cut: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly payload: Int32Array;
}

/** What the tests of a lowered model read: slots, and the slot and test of each node. */
export interface Tests {
  readonly slots: readonly Slot[];
  /** Per node; -1 at leaves. */
  readonly slot: Int32Array;
  readonly cut: Int32Array;
}

/**
 * One slot a feature and NaN direction, and one a feature for all sets. Those whose NaN goes left
 * stand first, sets last, so that NaN lies below the cuts of a first part and above those of the rest.
 */
export function collectTests(lowered: Model): Tests {
  const model = behindMixing(lowered);
  const { nodes } = model.predictor;
  const groups = new Map<string, Group>();
  const groupAt = Array.from(nodes.kind, (kind, node) => {
    if (kind === LEAF) return undefined;
    const place = placeOf(nodes, node);
    const feature = nodes.feature[node]!;
    const key = `${place} ${feature}`;
    const group = groups.get(key) ?? { place, feature, nodes: [] };
    groups.set(key, group);
    group.nodes.push(node);
    return group;
  });
  const sorted = [...groups.values()].sort((a, b) => a.place - b.place || a.feature - b.feature);
  const cut = new Int32Array(groupAt.length).fill(-1);
  const slots = sorted.map((group) =>
    group.place === SETS ? setSlot(model, group, cut) : cutSlot(model, group, cut),
  );
  const position = new Map(sorted.map((group, i) => [group, i]));
  return { slots, slot: Int32Array.from(groupAt, (g) => (g ? position.get(g)! : -1)), cut };
}

interface Group {
  readonly place: number;
  readonly feature: number;
  readonly nodes: number[];
}

const NAN_LEFT = 0;
const NAN_RIGHT = 1;
const SETS = 2;

function placeOf({ kind, flags }: NodeTable, node: number): number {
  if (kind[node] === IN_SET) return SETS;
  return (flags[node]! & MISSING_LEFT) !== 0 ? NAN_LEFT : NAN_RIGHT;
}

function cutSlot({ inputs, predictor }: Model, group: Group, cut: Int32Array): Slot {
  const { threshold, flags } = predictor.nodes;
  const cuts = Float64Array.from(new Set(group.nodes.map((node) => threshold[node]!))).sort();
  const position = new Map(Array.from(cuts, (value, i) => [value, i]));
  for (const node of group.nodes) {
    invariant((flags[node]! & LESS_THAN) === 0, "a lowered split compares with <=");
    cut[node] = position.get(threshold[node]!)!;
  }
  const direction = group.place === NAN_LEFT ? "left" : "right";
  return { feature: group.feature, nan: inputs.mayBeMissing ? direction : "none", cuts };
}

/** An edge lies at or below x iff the input before it lies below x: those are the cuts. */
function setSlot({ inputs, predictor }: Model, group: Group, cut: Int32Array): Slot {
  const { nodes, sets } = predictor;
  const order = inputOrder(inputs.domain);
  const cutsOf = (node: number) =>
    Array.from(sets[nodes.operand[node]!]!, (edge) => order.toKey(edge) - 1);
  const keys = [...new Set(group.nodes.flatMap(cutsOf))].sort((a, b) => a - b);
  // +inf is a cut, so that NaN has a rank of its own.
  if (inputs.mayBeMissing) keys.push(order.last);
  const rank = new Map(keys.map((key, i) => [key, i + 1]));
  const rows: Uint8Array[] = [];
  const numbers = new Map<string, number>();
  for (const node of group.nodes) {
    const nanLeft = (nodes.flags[node]! & MISSING_LEFT) !== 0;
    const name = `${nodes.operand[node]} ${nanLeft}`;
    const known = numbers.get(name) ?? rows.length;
    numbers.set(name, known);
    cut[node] = known;
    if (known < rows.length) continue;
    const changes = cutsOf(node).map((key) => rank.get(key)!);
    rows.push(bitsOf(keys.length + 1, changes, inputs.mayBeMissing ? nanLeft : undefined));
  }
  return {
    feature: group.feature,
    nan: inputs.mayBeMissing ? "right" : "none",
    cuts: Float64Array.from(keys, order.fromKey),
    sets: rows,
  };
}

/** A bit a rank: set where an odd number of changes lie at or below. NaN, if it comes, has the last. */
function bitsOf(
  ranks: number,
  changes: readonly number[],
  nanLeft: boolean | undefined,
): Uint8Array {
  const row = new Uint8Array(Math.ceil(ranks / 8));
  const starts = new Set(changes);
  let inside = false;
  for (let rank = 0; rank < ranks; rank++) {
    if (starts.has(rank)) inside = !inside;
    const isSet = rank === ranks - 1 ? (nanLeft ?? inside) : inside;
    if (isSet) row[rank >> 3]! |= 1 << (rank & 7);
  }
  return row;
}

export function toTestForest(
  model: Model,
  { slot, cut }: Tests,
  payload: (tree: number, leafRow: number) => number,
): TestForest {
  const forest = model.predictor;
  const { nodes } = forest;
  const count = nodes.kind.length;
  const result = {
    roots: forest.roots,
    end: forest.roots.map((_, tree) => treeEnd(forest, tree)),
    isLeaf: new Uint8Array(count),
    slot,
    cut,
    left: nodes.left,
    right: nodes.right,
    payload: new Int32Array(count).fill(-1),
  };
  for (let tree = 0; tree < forest.roots.length; tree++) {
    for (let node = forest.roots[tree]!; node < result.end[tree]!; node++) {
      if (nodes.kind[node] !== LEAF) continue;
      result.isLeaf[node] = 1;
      result.payload[node] = payload(tree, nodes.operand[node]!);
    }
  }
  return result;
}
