import type { ScoreLimit } from "../../../ir/model.ts";
import { ceil32, floor32, nextDown64 } from "../../../math.ts";
import { integerThreshold } from "../../../plan/decide.ts";
import type { Emission } from "../emission.ts";
import { realConstant } from "../sums/real-view.ts";

/** C condition: a score, that `own` stands for, is on the upper side of its limit. */
export function isAbove(
  emission: Emission,
  limit: ScoreLimit,
  score = 0,
  own = `sum[${score}]`,
): string {
  const { plan, prefix } = emission;
  const { sum } = plan;
  if (sum.kind === "integer") {
    const least = integerThreshold(limit, sum.units[score]!);
    return `${own} >= ${Math.max(-(2 ** 31) + 1, Math.min(2 ** 31 - 1, least))}`;
  }
  const type = sum.kind === "real" ? sum.type : "f64";
  const atLeast = limit.compare === "ge";
  if (plan.leaves.linear && atLeast) {
    // A score of linear leaves may be NaN, which lies on neither side.
    const below = realConstant(emission, type, nextDown64(limit.value));
    return `${prefix.lower}_greater(${own}, ${below})`;
  }
  const nearest = atLeast ? ceil32(limit.value) : floor32(limit.value);
  const value = realConstant(emission, type, type === "f32" ? nearest : limit.value);
  return atLeast
    ? `!${prefix.lower}_greater(${value}, ${own})`
    : `${prefix.lower}_greater(${own}, ${value})`;
}
