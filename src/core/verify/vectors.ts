import type { Model } from "../ir/model.ts";
import { isIntegerType } from "../ir/number-type.ts";
import { type InputOrder, inputOrder } from "../ir/order.ts";
import { walkFrom } from "../ir/predictors/forest/evaluate.ts";
import { LEAF, MISSING_LEFT } from "../ir/predictors/forest/forest.ts";
import { seededRandom } from "./random.ts";

/** Rows that take every branch of every tree on both sides, from the model alone. */
export interface BoundaryRows {
  /** Values of the model's input type; NaN only where the model's domain has it. */
  readonly rows: readonly Float64Array[];
  /** Rows before the cap. */
  readonly total: number;
  readonly seed: number;
}

/**
 * For each split, inside what its ancestors leave: the threshold and its two neighbours, NaN where
 * the domain has it, with the other features drawn so that the two sides give different leaves. For
 * each leaf one row. Then zeros of both signs, infinities, subnormals and extremes in every feature.
 * Other features are drawn from their own thresholds' neighbourhoods. Beyond `cap`, a seeded sample.
 */
export function boundaryRows(
  lowered: Model,
  { cap, seed }: { readonly cap: number; readonly seed: number },
): BoundaryRows {
  const random = seededRandom(seed);
  const order = inputOrder(lowered.inputs.domain);
  const draw = valueSource(lowered, order, random);
  const { nodes } = lowered.predictor;
  const rowIn = (box: readonly Box[]) =>
    Float64Array.from(box, (part, feature) => draw(feature, part));
  const whole: readonly Box[] = lowered.inputs.features.map(() => ({
    low: order.first,
    high: order.last,
    nan: lowered.inputs.mayBeMissing,
  }));
  /** A row of the box with one value set, for which the split's two sides end in different leaves. */
  const decisive = (node: number, box: readonly Box[], value: number) => {
    let row = rowIn(box);
    for (let attempt = 0; ; attempt++) {
      row[nodes.feature[node]!] = value;
      const differ =
        walkFrom(nodes, nodes.left[node]!, row) !== walkFrom(nodes, nodes.right[node]!, row);
      if (differ || attempt === ATTEMPTS) return row;
      row = rowIn(box);
    }
  };
  const special = specialRows(lowered, rowIn, whole);
  const share = shares(lowered, cap - special.length);
  const leaves: Float64Array[] = [];
  const splits: Float64Array[] = [];
  const more: Float64Array[] = [];
  let total = special.length;
  const add = (list: Float64Array[], part: number, row: () => Float64Array) => {
    total++;
    if (part >= 1 || random() < part) list.push(row());
  };
  visitBoxes(lowered, whole, order, (node, box) => {
    if (nodes.kind[node] === LEAF) {
      add(leaves, share.nodes, () => rowIn(box));
      return;
    }
    const { low, high, nan } = box[nodes.feature[node]!]!;
    const cut = order.toKey(nodes.threshold[node]!);
    const keys = [cut, cut + 1, cut - 1].filter((key) => key >= low && key <= high);
    keys.forEach((key, i) => {
      const row = () => decisive(node, box, order.fromKey(key));
      if (i === 0) add(splits, share.nodes, row);
      else add(more, share.more, row);
    });
    if (nan) add(more, share.more, () => decisive(node, box, Number.NaN));
  });
  return { rows: [...leaves, ...splits, ...special, ...more].slice(0, cap), total, seed };
}

/** Draws for a row that tells a split's sides apart, before one that may not is taken. */
const ATTEMPTS = 24;

/** Which part of the rows to keep: all of a kind, or a random share, so that about `room` remain. */
function shares(
  { predictor, inputs }: Model,
  room: number,
): { readonly nodes: number; readonly more: number } {
  const nodes = predictor.nodes.kind.length;
  const splits = (nodes - predictor.roots.length) / 2;
  const more = splits * (inputs.mayBeMissing ? 3 : 2);
  return { nodes: Math.max(0, room) / nodes, more: Math.max(0, room - nodes) / more };
}

interface Box {
  readonly low: number;
  readonly high: number;
  readonly nan: boolean;
}

/** Calls `visit` for every node with what its ancestors leave of each feature (keys). */
function visitBoxes(
  { predictor: { nodes, roots } }: Model,
  whole: readonly Box[],
  order: InputOrder,
  visit: (node: number, box: readonly Box[]) => void,
): void {
  for (const root of roots) {
    const pending: { node: number; box: readonly Box[] }[] = [{ node: root, box: whole }];
    while (pending.length > 0) {
      const { node, box } = pending.pop()!;
      visit(node, box);
      if (nodes.kind[node] === LEAF) continue;
      const feature = nodes.feature[node]!;
      const cut = order.toKey(nodes.threshold[node]!);
      const part = box[feature]!;
      const nanLeft = (nodes.flags[node]! & MISSING_LEFT) !== 0;
      const left = { low: part.low, high: Math.min(part.high, cut), nan: part.nan && nanLeft };
      const right = {
        low: Math.max(part.low, cut + 1),
        high: part.high,
        nan: part.nan && !nanLeft,
      };
      for (const [child, inside] of [
        [nodes.right[node]!, right],
        [nodes.left[node]!, left],
      ] as const) {
        // What no input reaches needs no row.
        if (inside.low > inside.high && !inside.nan) continue;
        pending.push({ node: child, box: box.with(feature, inside) });
      }
    }
  }
}

/** Draws a value for a feature inside a box, near one of the feature's cuts where the box has one. */
function valueSource(
  { predictor: { nodes }, inputs }: Model,
  order: InputOrder,
  random: () => number,
): (feature: number, box: Box) => number {
  const cuts: number[][] = inputs.features.map(() => []);
  for (let node = 0; node < nodes.kind.length; node++) {
    if (nodes.kind[node] !== LEAF)
      cuts[nodes.feature[node]!]!.push(order.toKey(nodes.threshold[node]!));
  }
  return (feature, { low, high }) => {
    // Only NaN is left.
    if (low > high) return Number.NaN;
    const own = cuts[feature]!;
    const near = own[Math.floor(random() * own.length)] ?? order.toKey(0);
    const key = near + Math.floor(random() * 3) - 1;
    return order.fromKey(Math.min(high, Math.max(low, key)));
  };
}

/** Rows with one feature, or all, at a value where number formats have an edge. */
function specialRows(
  lowered: Model,
  rowIn: (box: readonly Box[]) => Float64Array,
  whole: readonly Box[],
): Float64Array[] {
  const { domain, mayBeMissing } = lowered.inputs;
  const order = inputOrder(domain);
  const specials = isIntegerType(domain)
    ? [0, 1, order.first, order.last, ...(order.first < 0 ? [-1] : [])]
    : [
        0,
        -0,
        Infinity,
        -Infinity,
        2 ** -149,
        -(2 ** -149),
        2 ** -126,
        -(2 ** -126),
        order.fromKey(order.last - 1),
        order.fromKey(order.first + 1),
        ...(mayBeMissing ? [Number.NaN] : []),
      ];
  return specials.flatMap((value) => [
    new Float64Array(whole.length).fill(value),
    ...whole.map((_, feature) => {
      const row = rowIn(whole);
      row[feature] = value;
      return row;
    }),
  ]);
}
