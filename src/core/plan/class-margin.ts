import type { ClassBlend, ClassHead } from "../ir/model.ts";
import { exp } from "../math.ts";
import { type DecidingHead, scoreLimit } from "./decide.ts";
import { blendBound, memberScored } from "./heads/bounds.ts";
import type { Plan } from "./plan.ts";

/**
 * How near to each other the two best scores (or the score to its limit) must lie for the device's
 * class to be open; 0 where it is the trainer's rule's on every input.
 */
export function classMargin({ sum }: Pick<Plan, "sum">, head: DecidingHead): number {
  return scoreLimit(head) ? choiceMargin({ sum }) / 2 : choiceMargin({ sum });
}

/** The same of the two best scores of several, each of which may be off. */
export function choiceMargin({ sum }: Pick<Plan, "sum">): number {
  return sum.kind !== "integer" || sum.proven ? 0 : 2 * Math.max(...sum.sumBounds);
}

/**
 * The same of a blend: of two probabilities, or of the scores that a member of a vote decides by.
 * 0 where every class is the trainer's rule's.
 */
export function blendMargin(plan: Pick<Plan, "sum" | "reach">, head: ClassBlend): number {
  if (head.how === "soft") return 2 * blendBound(head, plan);
  return Math.max(
    ...head.members.map((member) => {
      const own = memberScored(plan, member);
      return classMargin(own, member.head) + (roundedTie(member.head, own)?.margin ?? 0);
    }),
  );
}

/** Where a trainer that takes the largest of rounded probabilities sees a tie, and so the lower index. */
export interface RoundedTie {
  /** For scores that differ by less than this, */
  readonly margin: number;
  /** or, where this is given, lie above it. */
  readonly above?: number;
}

/** Sigmoids are flat: from here on ties are not told by a margin any more. */
const FLAT = { f32: 5, f64: 20 };

/**
 * XGBoost's wrapper compares probabilities of float32 and LightGBM's one-vs-all sigmoids, where the
 * device compares scores; undefined where that is the same.
 */
export function roundedTie(
  { link, linkScale = 1, type }: ClassHead,
  { reach }: Pick<Plan, "reach">,
): RoundedTie | undefined {
  if (link === "softmax" && type === "f32") return { margin: 2 ** -22 };
  if (link !== "sigmoids") return undefined;
  // p moves by p (1 - p) of the score, and 1 / (p (1 - p)) is e^x + 2 + e^-x; p has a few ulps of 1.
  const steepest = Math.max(...reach) * linkScale;
  const flat = FLAT[type];
  const x = Math.min(flat, steepest);
  const margin = ((type === "f32" ? 2 ** -22 : 2 ** -51) * (exp(x) + 3)) / linkScale;
  return steepest > flat ? { margin, above: flat / linkScale } : { margin };
}
