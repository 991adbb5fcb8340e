import type { ClassBlend } from "../../ir/model.ts";
import { exponentOf, largest, lowestBitExponent } from "../../math.ts";

/** Pairs of sums that are compared one by one: 3^10. */
const MOST_COMPARED = 10;

/**
 * A hard vote's weights as integers whose sums compare as the trainer's sums in double do;
 * undefined where no such integers below 2^31 were found, or too many would have to be compared.
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
  const rounded = weights.map((weight) => Math.round(weight * 2 ** (29 - exponentOf(total))));
  return compareAlike(weights, rounded) ? rounded : undefined;
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
