/**
 * NumPy's sum along a contiguous axis: left to right below 8 items, then in eight interleaved
 * partial sums. Above 128 items it splits in halves of a multiple of eight.
 */
export function pairwiseSum(values: ArrayLike<number>, start = 0, count = values.length): number {
  if (count < 8) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[start + i]!;
    return sum;
  }
  if (count > 128) {
    const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
    return pairwiseSum(values, start, half) + pairwiseSum(values, start + half, count - half);
  }
  const part = Float64Array.from({ length: 8 }, (_, lane) => values[start + lane]!);
  const even = count - (count % 8);
  for (let i = 8; i < even; i++) part[i % 8] = part[i % 8]! + values[start + i]!;
  const [a, b, c, d, e, f, g, h] = part as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let i = even; i < count; i++) sum += values[start + i]!;
  return sum;
}
