import type { Model } from "../ir/model.ts";
import { type InputOrder, inputOrder } from "../ir/order.ts";
import {
  changesOf,
  type Domain,
  isEmpty,
  splitDomain,
  wholeDomain,
} from "../ir/predictors/forest/domain.ts";
import { walkFrom } from "../ir/predictors/forest/evaluate.ts";
import { IN_SET, LEAF } from "../ir/predictors/forest/forest.ts";
import { behindMixing } from "../ir/steps.ts";
import { edgeRows } from "./edge-rows.ts";
import { rowFinder } from "./mixed-rows.ts";
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
export function boundaryRows(lowered: Model, sample: Sample): BoundaryRows {
  return lowered.steps.length === 0 ? testedRows(lowered, sample) : mixedRows(lowered, sample);
}

interface Sample {
  readonly cap: number;
  readonly seed: number;
}

/**
 * Rows of a model that mixes columns before its tests: for each leaf and each side of each split a
 * row whose columns, once mixed, lie in the box, as far as one can be found; then rows of extremes.
 */
function mixedRows(lowered: Model, { cap, seed }: Sample): BoundaryRows {
  const random = seededRandom(seed);
  const finder = rowFinder(lowered, random);
  const inner = behindMixing(lowered);
  const order = inputOrder(inner.inputs.domain);
  const { predictor } = inner;
  const whole = inner.inputs.features.map(() => wholeDomain(order, true));
  const read = new Set(lowered.inputs.features.keys());
  const edges = edgeRows(lowered, { cap, seed, read }, finder.any);
  const share = shares(inner, cap - edges.rows.length);
  const rows: Float64Array[] = [];
  let total = edges.total;
  visitBoxes(inner, whole, order, (node, box) => {
    const wish = {
      allows: (column: number, x: number) => isWithin(box[column]!.spans, order.toKey(x)),
      smallest: (column: number) =>
        order.fromKey(nearestWithin(box[column]!.spans, order.toKey(0))),
    };
    const add = (fixed?: { column: number; x: number; node: number }) => {
      total += fixed ? 3 : 1;
      if (share.nodes < 1 && random() >= share.nodes) return;
      rows.push(...finder.find(fixed ? { ...wish, fixed } : wish));
    };
    if (predictor.nodes.kind[node] === LEAF) {
      add();
      return;
    }
    const column = predictor.nodes.feature[node]!;
    for (const change of changesOf(predictor, node, order).changes) {
      const at = Math.min(order.last, change);
      add({ column, x: order.fromKey(at), node });
    }
  });
  // A box may have fewer rows than its split has sides.
  if (share.nodes >= 1) total = rows.length + edges.total;
  return { rows: [...rows, ...edges.rows].slice(0, cap), total, seed };
}

/** Of a model whose tests read its inputs. */
function testedRows(lowered: Model, { cap, seed }: Sample): BoundaryRows {
  const random = seededRandom(seed);
  const order = inputOrder(lowered.inputs.domain);
  const draw = valueSource(lowered, order, random);
  const forest = lowered.predictor;
  const { nodes } = forest;
  const rowIn = (box: readonly Domain[]) => {
    const row = new Float64Array(box.length);
    for (let feature = 0; feature < row.length; feature++)
      row[feature] = draw(feature, box[feature]!);
    return row;
  };
  const whole: readonly Domain[] = lowered.inputs.features.map(() =>
    wholeDomain(order, lowered.inputs.mayBeMissing),
  );
  /** A row of the box with one value set, for which the split's two sides end in different leaves. */
  const decisive = (node: number, box: readonly Domain[], value: number) => {
    let row = rowIn(box);
    for (let attempt = 0; ; attempt++) {
      row[nodes.feature[node]!] = value;
      const differ =
        walkFrom(forest, nodes.left[node]!, row) !== walkFrom(forest, nodes.right[node]!, row);
      if (differ || attempt === ATTEMPTS) return row;
      row = rowIn(box);
    }
  };
  const read = new Set(nodes.feature.filter((_, node) => nodes.kind[node] !== LEAF));
  const edges = edgeRows(lowered, { cap, seed, read }, () => rowIn(whole));
  const share = shares(lowered, cap - edges.rows.length);
  const leaves: Float64Array[] = [];
  const splits: Float64Array[] = [];
  const more: Float64Array[] = [];
  let total = edges.total;
  const add = (list: Float64Array[], part: number, row: () => Float64Array) => {
    total++;
    if (part >= 1 || random() < part) list.push(row());
  };
  visitBoxes(lowered, whole, order, (node, box) => {
    if (nodes.kind[node] === LEAF) {
      add(leaves, share.nodes, () => rowIn(box));
      return;
    }
    const { spans, nan } = box[nodes.feature[node]!]!;
    // The last input before a change and the first one after, then one more before.
    for (const change of changesOf(forest, node, order).changes) {
      [change - 1, change, change - 2].forEach((key, i) => {
        if (!isWithin(spans, key)) return;
        const row = () => decisive(node, box, order.fromKey(key));
        if (i === 0) add(splits, share.nodes, row);
        else add(more, share.more, row);
      });
    }
    if (nan) add(more, share.more, () => decisive(node, box, Number.NaN));
  });
  return { rows: [...leaves, ...splits, ...edges.rows, ...more].slice(0, cap), total, seed };
}

/** Draws for a row that tells a split's sides apart, before one that may not is taken. */
const ATTEMPTS = 24;

function isWithin(spans: readonly number[], key: number): boolean {
  return spans.some((first, i) => i % 2 === 0 && first <= key && key <= spans[i + 1]!);
}

/** Which part of the rows to keep: all of a kind, or a random share, so that about `room` remain. */
function shares(
  { predictor, inputs }: Model,
  room: number,
): { readonly nodes: number; readonly more: number } {
  const { nodes, sets } = predictor;
  let changes = 0;
  let splits = 0;
  nodes.kind.forEach((kind, node) => {
    if (kind === LEAF) return;
    splits++;
    changes += kind === IN_SET ? sets[nodes.operand[node]!]!.length : 1;
  });
  const first = nodes.kind.length - splits + changes;
  const more = 2 * changes + (inputs.mayBeMissing ? splits : 0);
  return { nodes: Math.max(0, room) / first, more: Math.max(0, room - first) / more };
}

/** Calls `visit` for every node with what its ancestors leave of each feature. */
function visitBoxes(
  { predictor: forest }: Model,
  whole: readonly Domain[],
  order: InputOrder,
  visit: (node: number, box: readonly Domain[]) => void,
): void {
  const { nodes, roots } = forest;
  for (const root of roots) {
    const pending: { node: number; box: readonly Domain[] }[] = [{ node: root, box: whole }];
    while (pending.length > 0) {
      const { node, box } = pending.pop()!;
      visit(node, box);
      if (nodes.kind[node] === LEAF) continue;
      const feature = nodes.feature[node]!;
      const [left, right] = splitDomain(forest, node, box[feature]!, order);
      for (const [child, inside] of [
        [nodes.right[node]!, right],
        [nodes.left[node]!, left],
      ] as const) {
        // What no input reaches needs no row.
        if (!isEmpty(inside)) pending.push({ node: child, box: box.with(feature, inside) });
      }
    }
  }
}

/** Draws a value for a feature inside a box, near one of the feature's cuts where the box has one. */
function valueSource(
  { predictor: forest, inputs }: Model,
  order: InputOrder,
  random: () => number,
): (feature: number, box: Domain) => number {
  const { nodes } = forest;
  const cuts: number[][] = inputs.features.map(() => []);
  for (let node = 0; node < nodes.kind.length; node++) {
    if (nodes.kind[node] === LEAF) continue;
    const { changes } = changesOf(forest, node, order);
    cuts[nodes.feature[node]!]!.push(...changes.map((change) => change - 1));
  }
  return (feature, { spans }) => {
    // Only NaN is left.
    if (spans.length === 0) return Number.NaN;
    const own = cuts[feature]!;
    const near = own[Math.floor(random() * own.length)] ?? order.toKey(0);
    const key = near + Math.floor(random() * 3) - 1;
    return order.fromKey(nearestWithin(spans, key));
  };
}

function nearestWithin(spans: readonly number[], key: number): number {
  let best = spans[0] ?? key;
  for (let i = 0; i < spans.length; i += 2) {
    const inside = Math.min(spans[i + 1]!, Math.max(spans[i]!, key));
    if (Math.abs(inside - key) < Math.abs(best - key)) best = inside;
  }
  return best;
}
