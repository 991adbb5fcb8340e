import type { ClassBlend } from "../../ir/model.ts";
import { exponentOf, largest, lowestBitExponent } from "../../math.ts";

/** Members whose groups are compared one by one, 3^10 pairs; and in each rounding, 2^6 of 3^6. */
const MOST_COMPARED = 10;
const MOST_ROUNDED = 6;

/**
 * A hard vote's weights as integers whose sums compare as the trainer's sums in double do: 0.1 and
 * 0.2 together outweigh 0.3 there. Undefined where no such integers below 2^31 were found, or too
 * many would have to be compared.
 */
export function voteWeights({ members }: ClassBlend): readonly number[] | undefined {
  const weights = members.map(({ weight = 1 }) => weight);
  if (!weights.every((weight) => weight >= 0)) return undefined;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0 && Number.isFinite(total))) return undefined;
  const positive = weights.filter((weight) => weight > 0);
  const unit = 2 ** -largest(positive.map((weight) => -lowestBitExponent(weight)));
  // Multiples of one unit have sums without a rounding.
  if (total / unit < 2 ** 31) return weights.map((weight) => weight / unit);
  if (weights.length > MOST_COMPARED) return undefined;
  const scaled = weights.map((weight) => weight * 2 ** (29 - exponentOf(total)));
  for (const rounded of roundings(scaled)) if (compareAlike(weights, rounded)) return rounded;
  return undefined;
}

/** To the nearest first; then each up or down. */
function* roundings(numbers: readonly number[]): Generator<readonly number[]> {
  yield numbers.map(Math.round);
  if (numbers.length > MOST_ROUNDED) return;
  for (let up = 0; up < 2 ** numbers.length; up++)
    yield numbers.map((x, i) => (((up >> i) & 1) === 1 ? Math.ceil(x) : Math.floor(x)));
}

/** Whether any two disjoint groups of members compare alike by both. */
function compareAlike(weights: readonly number[], integers: readonly number[]): boolean {
  const isAlike = (at: number, difference: readonly [number, number, number]): boolean => {
    const [one, other, integer] = difference;
    if (at === weights.length) return Math.sign(one - other) === Math.sign(integer);
    const [weight, whole] = [weights[at]!, integers[at]!];
    return (
      isAlike(at + 1, difference) &&
      isAlike(at + 1, [one + weight, other, integer + whole]) &&
      isAlike(at + 1, [one, other + weight, integer - whole])
    );
  };
  return isAlike(0, [0, 0, 0]);
}
