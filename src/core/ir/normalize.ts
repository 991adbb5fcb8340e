import type { NormalizeStep } from "./model.ts";

/**
 * A row divided by its norm, each operation rounded to binary32, sums from the first column on, as
 * onnxruntime 1.19 to 1.31 computes them. A norm of zero leaves the row as it is.
 */
export function normalize(
  { norm, span }: Pick<NormalizeStep, "norm" | "span">,
  row: ArrayLike<number>,
): Float64Array {
  const values = Float64Array.from(row, Math.fround);
  if (!span) return divided(norm, values);
  const [first, count] = span;
  values.set(divided(norm, values.subarray(first, first + count)), first);
  return values;
}

function divided(norm: NormalizeStep["norm"], values: Float64Array): Float64Array {
  if (norm === "l2") return dividedByLength(values);
  const by = norm === "l1" ? sumOfMagnitudes(values) : largestOf(values);
  return by === 0 ? values : values.map((x) => Math.fround(x / by));
}

function sumOfMagnitudes(values: Float64Array): number {
  let sum = 0;
  for (const x of values) sum = Math.fround(sum + Math.abs(x));
  return sum;
}

const LOWEST = -Math.fround(3.4028234663852886e38);

/** The largest number, not the largest magnitude; NaN counts for none. */
function largestOf(values: Float64Array): number {
  let most = LOWEST;
  for (const x of values) if (most < x) most = x;
  return most;
}

/** The root of each square's share in their sum, with the number's sign. */
function dividedByLength(values: Float64Array): Float64Array {
  const squares = values.map((x) => Math.fround(x * x));
  let sum = 0;
  for (const square of squares) sum = Math.fround(sum + square);
  if (sum === 0) return values;
  return values.map((x, i) => {
    const root = Math.fround(Math.sqrt(Math.fround(squares[i]! / sum)));
    return x < 0 ? -root : root;
  });
}
