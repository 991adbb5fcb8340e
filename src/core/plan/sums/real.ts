import { fail } from "../../diagnostics/diagnostic.ts";
import type { Head, Model } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import type { SumCombine } from "../../ir/predictors/forest/forest.ts";
import { exponentOf, isF32 } from "../../math.ts";
import { CLASS_BITS } from "../heads/exp.ts";
import { linkFactor, ownHead } from "../heads/link-factor.ts";
import type { RealSum } from "../plan.ts";

/** The trainer's own arithmetic, in one accumulator's type; `reach` as SumRange has it. */
export function realSum(
  { head, predictor }: Model,
  combine: SumCombine & { readonly accumulator: FloatType },
  reach: Float64Array,
): RealSum {
  const { accumulator, base, divisor, scale, bias } = combine;
  if (accumulator === "f32" && !numbersOf(predictor.leaves.values, combine).every(isF32))
    fail("plan/unsupported", { what: "float32 sums of numbers that are no float32" });
  const bits = Array.from(reach, (most, score) => distanceBits(head, score, most));
  return {
    kind: "real",
    type: accumulator,
    base,
    firstScore: predictor.firstScore,
    // What changes no number is not emitted.
    ...(divisor?.some((by) => by !== 1) ? { divisor } : {}),
    ...(scale !== undefined && scale !== 1 ? { scale } : {}),
    ...(bias?.some((by) => !Object.is(by, -0)) ? { bias } : {}),
    distanceBits: Math.min(...bits),
  };
}

function numbersOf(leaves: Float64Array, { base, divisor, scale = 1, bias }: SumCombine) {
  return [scale, ...base, ...(divisor ?? []), ...(bias ?? []), ...leaves];
}

/** Powers of e from here on are 0 or infinite as float32: a power of two above ln(2^160). */
const FARTHEST = 7;

/**
 * How fine distances of real scores are, in 31 bits: up to e^32 for classes; for values up to the
 * largest score or what float32 can tell apart.
 */
function distanceBits(head: Head, score: number, reach: number): number {
  const factor = linkFactor(head, score);
  if (factor === undefined) return CLASS_BITS;
  const scale = Math.floor(Math.log2(factor));
  const { head: member, own } = head.kind === "blend" ? ownHead(head, score) : { head, own: score };
  if (member.kind === "classes") return CLASS_BITS + scale;
  const largestScore = 30 - exponentOf(Math.max(reach, 2 ** -10));
  if (member.kind === "values" && member.links[own]!.kind === "log1pexp") {
    if (largestScore < 0)
      fail("plan/unsupported", { what: "scores beyond 2^30 behind a logarithm" });
    return largestScore;
  }
  return Math.max(largestScore, 31 - FARTHEST + scale);
}
