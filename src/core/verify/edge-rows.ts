import type { Model } from "../ir/model.ts";
import { isIntegerType } from "../ir/number-type.ts";
import { inputOrder } from "../ir/order.ts";
import { sampleOf } from "./sample.ts";

/**
 * Rows with one feature, or all, at a value where number formats have an edge, the other features as
 * `rowOf` makes them. Where they are more than half of `cap`, so that splits would have few rows,
 * only of features in `read`, or of a seeded sample of these. `total` counts them all.
 */
export function edgeRows(
  { inputs }: Model,
  { cap, seed, read }: EdgeSample,
  rowOf: () => Float64Array,
): { readonly rows: readonly Float64Array[]; readonly total: number } {
  const values = edgeValues(inputs);
  const width = inputs.features.length;
  const total = values.length * (1 + width);
  const room = Math.floor(cap / 2 / values.length) - 1;
  const features = width <= room ? [...inputs.features.keys()] : sampleOf([...read], room, seed);
  const rows = values.flatMap((value) => [
    new Float64Array(width).fill(value),
    ...features.map((feature) => {
      const row = rowOf();
      row[feature] = value;
      return row;
    }),
  ]);
  return { rows, total };
}

interface EdgeSample {
  readonly cap: number;
  readonly seed: number;
  /** Features that the model looks at. */
  readonly read: ReadonlySet<number>;
}

function edgeValues({ domain, mayBeMissing }: Model["inputs"]): readonly number[] {
  const order = inputOrder(domain);
  if (isIntegerType(domain)) {
    return [0, 1, order.first, order.last, ...(order.first < 0 ? [-1] : [])];
  }
  return [
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
}
