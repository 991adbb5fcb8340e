import type { Model } from "../ir/model.ts";
import { isIntegerType } from "../ir/number-type.ts";
import { type InputOrder, inputOrder } from "../ir/order.ts";
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
 * For each split, inside what its ancestors leave: the threshold and its two neighbours; NaN where
 * the domain has it; for each leaf one row; then zeros of both signs, infinities, subnormals and
 * extremes in every feature. Other features are drawn from their own thresholds' neighbourhoods.
 * Beyond `cap`, a seeded sample that keeps every leaf row and one row a split as far as it reaches.
 */
export function boundaryRows(
  lowered: Model,
  { cap, seed }: { readonly cap: number; readonly seed: number },
): BoundaryRows {
  const random = seededRandom(seed);
  const order = inputOrder(lowered.inputs.domain);
  const draw = valueSource(lowered, order, random);
  const collected = {
    leaves: [] as Float64Array[],
    splits: [] as Float64Array[],
    more: [] as Float64Array[],
  };
  const width = lowered.inputs.features.length;
  const rowIn = (box: readonly Box[]) =>
    Float64Array.from(box, (part, feature) => draw(feature, part));
  const whole: readonly Box[] = Array.from({ length: width }, () => ({
    low: order.first,
    high: order.last,
    nan: lowered.inputs.mayBeMissing,
  }));
  visitBoxes(lowered, whole, order, (node, box) => {
    if (node.leaf) {
      collected.leaves.push(rowIn(box));
      return;
    }
    const { low, high, nan } = box[node.feature]!;
    const at = (key: number) => {
      const row = rowIn(box);
      row[node.feature] = order.fromKey(key);
      return row;
    };
    const keys = [node.cut, node.cut + 1, node.cut - 1].filter((key) => key >= low && key <= high);
    if (keys[0] !== undefined) collected.splits.push(at(keys[0]));
    for (const key of keys.slice(1)) collected.more.push(at(key));
    if (nan) {
      const row = rowIn(box);
      row[node.feature] = Number.NaN;
      collected.more.push(row);
    }
  });
  collected.more.push(...specialRows(lowered, rowIn, whole));
  const total = collected.leaves.length + collected.splits.length + collected.more.length;
  const all = [...collected.leaves, ...collected.splits];
  const rows =
    total <= cap
      ? [...all, ...collected.more]
      : all.length >= cap
        ? sample(all, cap, random)
        : [...all, ...sample(collected.more, cap - all.length, random)];
  return { rows, total, seed };
}

interface Box {
  readonly low: number;
  readonly high: number;
  readonly nan: boolean;
}

type Visited =
  | { readonly leaf: true }
  | { readonly leaf: false; readonly feature: number; readonly cut: number };

/** Calls `visit` for every node with what its ancestors leave of each feature (keys). */
function visitBoxes(
  { predictor: { nodes, roots } }: Model,
  whole: readonly Box[],
  order: InputOrder,
  visit: (node: Visited, box: readonly Box[]) => void,
): void {
  for (const root of roots) {
    const pending: { node: number; box: readonly Box[] }[] = [{ node: root, box: whole }];
    while (pending.length > 0) {
      const { node, box } = pending.pop()!;
      if (nodes.kind[node] === LEAF) {
        visit({ leaf: true }, box);
        continue;
      }
      const feature = nodes.feature[node]!;
      const cut = order.toKey(nodes.threshold[node]!);
      visit({ leaf: false, feature, cut }, box);
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

/** `count` elements without repetition, by a partial Fisher-Yates shuffle. */
function sample<T>(list: readonly T[], count: number, random: () => number): T[] {
  const rest = [...list];
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (rest.length - i));
    [rest[i], rest[j]] = [rest[j]!, rest[i]!];
  }
  return rest.slice(0, count);
}
