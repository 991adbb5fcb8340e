import type { Chain, Model, NormalizeStep } from "../ir/model.ts";
import { isIntegerType } from "../ir/number-type.ts";
import { inputOrder } from "../ir/order.ts";
import { goesLeft } from "../ir/predictors/forest/evaluate.ts";
import { applyChain, applySteps } from "../ir/steps.ts";

/** What a row of mixed columns should be: a wish within each column's domain. */
export interface MixedWish {
  /** For each column whether a number is wished for there. */
  allows(column: number, x: number): boolean;
  /** For each column the smallest number, by magnitude, that is. */
  smallest(column: number): number;
  /** A column that must have this number, and the split that it is wanted for. */
  readonly fixed?: { readonly column: number; readonly x: number; readonly node: number };
}

/** Finds rows of inputs from which the steps of a lowered model make what is wished. */
export interface RowFinder {
  /** A row near the wish, and rows on both sides of the split that it is wanted for. */
  find(wish: MixedWish): readonly Float64Array[];
  /** A row that was wished for by nobody. */
  any(): Float64Array;
}

/** Multiples of a row that has the wished norm; all of them have the same columns. */
const SCALES = [1, 4, 0.25, 96, 1024, 2 ** -20];
/** For integers, so that rounding moves shares little. */
const WHOLE_SCALES = [100, 3000, 20000];

export function rowFinder(lowered: Model, random: () => number): RowFinder {
  const { steps, inputs, predictor } = lowered;
  const order = inputOrder(inputs.domain);
  const width = inputs.features.length;
  const last = steps.findLast((step) => step.kind === "normalize")!;
  const sources = steps.find((step) => step.kind === "map")?.columns;
  const isWhole = isIntegerType(inputs.domain);
  const draw = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const limit = (x: number) => (isWhole ? order.last : 1e30) * Math.sign(x);

  /** The input of which a chain makes a number, or nearly. */
  const invert = (chain: Chain, wanted: number): number => {
    const valueAt = (key: number) => applyChain(chain, order.fromKey(key));
    let low = order.toKey(Math.max(limit(-1), order.fromKey(order.first)));
    let high = order.toKey(limit(1));
    const rises = valueAt(high) >= valueAt(low);
    while (high - low > 1) {
      const middle = Math.floor(low + (high - low) / 2);
      if (valueAt(middle) < wanted === rises) low = middle;
      else high = middle;
    }
    const nearest = Math.abs(valueAt(low) - wanted) < Math.abs(valueAt(high) - wanted);
    return order.fromKey(nearest ? low : high);
  };

  const any = () =>
    Float64Array.from({ length: width }, () => {
      const x = (random() - 0.5) * 2 * (isWhole ? order.last : 10 ** (random() * 8 - 4));
      return isWhole ? Math.max(order.first, Math.round(x)) : Math.fround(x);
    });

  /** Inputs for numbers that the first mixing takes. */
  const inputsFor = (numbers: ArrayLike<number>): Float64Array => {
    const row = any();
    const columns = sources ?? Array.from({ length: width }, (_, from) => ({ from, chain: [] }));
    columns.forEach(({ from, chain }, column) => {
      row[from] = invert(chain, numbers[column]!);
    });
    return row;
  };

  /** The same row with one input moved to where a split's answer changes. */
  const atChange = (row: Float64Array, node: number): Float64Array[] => {
    const column = predictor.nodes.feature[node]!;
    const from = sources?.[column]?.from ?? column;
    if (from >= width || !Number.isFinite(row[from])) return [];
    const withKey = (key: number) => row.with(from, order.fromKey(key));
    const isLeft = (key: number) =>
      goesLeft(predictor, node, applySteps(steps, withKey(key))[column]!);
    const at = order.toKey(row[from]!);
    const reach = isWhole ? Math.ceil(order.last / 8) : 2 ** 16;
    let low = Math.max(order.first, at - reach);
    let high = Math.min(order.last, at + reach);
    if (isLeft(low) === isLeft(high)) return [];
    while (high - low > 1) {
      const middle = Math.floor(low + (high - low) / 2);
      if (isLeft(middle) === isLeft(low)) low = middle;
      else high = middle;
    }
    return [withKey(low), withKey(high)];
  };

  return {
    any,
    find(wish) {
      const columns = normed(last, predictorColumns(lowered), wish);
      const scale = draw(isWhole ? WHOLE_SCALES : SCALES);
      const row = inputsFor(columns.map((x) => Math.fround(x * scale)));
      return wish.fixed ? [row, ...atChange(row, wish.fixed.node)] : [row];
    },
  };
}

/** Columns behind the last mixing. */
function predictorColumns({ steps, inputs }: Model): number {
  return steps.findLast((step) => step.kind === "map")?.columns.length ?? inputs.features.length;
}

/**
 * A row of norm one: what is wished, the rest as small as it may be, and one column, that of the
 * first which may, as large as the norm leaves room for.
 */
function normed({ norm }: NormalizeStep, width: number, wish: MixedWish): Float64Array {
  const { fixed } = wish;
  const row = Float64Array.from({ length: width }, (_, column) =>
    column === fixed?.column ? fixed.x : wish.smallest(column),
  );
  const others = (column: number) =>
    row.reduce(
      (sum, x, i) => (i === column ? sum : sum + (norm === "l1" ? Math.abs(x) : x * x)),
      0,
    );
  for (let column = width - 1; column >= 0; column--) {
    if (column === fixed?.column) continue;
    const room = norm === "max" ? 1 : 1 - others(column);
    if (!(room >= 0)) continue;
    const size = Math.fround(norm === "l2" ? Math.sqrt(room) : room);
    const sign = [1, -1].find((way) => wish.allows(column, way * size));
    if (sign !== undefined) return row.with(column, sign * size);
  }
  return row;
}
