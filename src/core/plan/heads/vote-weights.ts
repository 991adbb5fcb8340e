import type { ClassBlend } from "../../ir/model.ts";
import { type FloatType, roundTo } from "../../ir/number-type.ts";
import { exponentOf, largest, lowestBitExponent } from "../../math.ts";

/** Whole numbers below this are summed exactly, and fit the device's integers. */
const EXACT = { f32: 2 ** 24, f64: 2 ** 31 } as const;

/** Bits of the largest sum: what rounding makes equal is told apart by fine ones, and not by coarse. */
const SCALES = [29, 20, 12] as const;

/** Members whose groups are compared one by one, 3^10 pairs; and in each rounding, 2^6 of 3^6. */
const MOST_COMPARED = 10;
const MOST_ROUNDED = 6;

/**
 * A hard vote's weights as integers whose sums compare as the trainer's do: 0.1 and 0.2 together
 * outweigh 0.3 in doubles. Undefined where no such integers below 2^31 were found, or too
 * many would have to be compared.
 */
export function voteWeights({ members, type }: ClassBlend): readonly number[] | undefined {
  const weights = members.map(({ weight = 1 }) => weight);
  if (!weights.every((weight) => weight >= 0)) return undefined;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0 && Number.isFinite(total))) return undefined;
  const positive = weights.filter((weight) => weight > 0);
  const unit = 2 ** -largest(positive.map((weight) => -lowestBitExponent(weight)));
  // Multiples of one unit have sums without a rounding.
  if (total / unit < EXACT[type]) return weights.map((weight) => weight / unit);
  if (weights.length > MOST_COMPARED) return undefined;
  for (const bits of SCALES) {
    const scaled = weights.map((weight) => weight * 2 ** (bits - exponentOf(total)));
    const found = roundings(scaled).find((rounded) => compareAlike(weights, rounded, type));
    if (found) return found;
  }
  return undefined;
}

/** To the nearest first; then each up or down. */
function roundings(numbers: readonly number[]): readonly (readonly number[])[] {
  const nearest = numbers.map(Math.round);
  if (numbers.length > MOST_ROUNDED) return [nearest];
  const groups = Array.from({ length: 2 ** numbers.length }, (_, up) =>
    numbers.map((x, i) => (((up >> i) & 1) === 1 ? Math.ceil(x) : Math.floor(x))),
  );
  return [nearest, ...groups];
}

/** Whether any two disjoint groups of members compare alike by both. */
function compareAlike(
  weights: readonly number[],
  integers: readonly number[],
  type: FloatType,
): boolean {
  const isAlike = (at: number, difference: readonly [number, number, number]): boolean => {
    const [one, other, integer] = difference;
    if (at === weights.length) return Math.sign(one - other) === Math.sign(integer);
    const [weight, whole] = [weights[at]!, integers[at]!];
    return (
      isAlike(at + 1, difference) &&
      isAlike(at + 1, [roundTo(type, one + weight), other, integer + whole]) &&
      isAlike(at + 1, [one, roundTo(type, other + weight), integer - whole])
    );
  };
  return isAlike(0, [0, 0, 0]);
}
