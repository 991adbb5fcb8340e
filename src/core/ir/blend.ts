import { argmax, decideClass, linkProbabilities, linkValues } from "./head.ts";
import {
  type BlendHead,
  type ClassBlend,
  type SoftBlend,
  scoresOf,
  type ValueBlend,
} from "./model.ts";
import { roundTo } from "./number-type.ts";

/** What a head makes of raw scores: see `Evaluation`. */
export interface Outcome {
  readonly prediction: number;
  readonly probabilities?: Float64Array;
  readonly values?: Float64Array;
}

/** What a blend makes of its members' raw scores. */
export function applyBlend(head: BlendHead, raw: ArrayLike<number>): Outcome {
  if (head.how === "average") {
    const values = averaged(head, raw);
    return { prediction: values[0]!, values };
  }
  if (head.how === "hard") return { prediction: argmax(votes(head, raw)) };
  const probabilities = blended(head, raw);
  return { prediction: argmax(probabilities), probabilities };
}

function votes({ labels, members, type }: ClassBlend, raw: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(labels.names.length);
  for (const member of members) {
    const { head, classes, weight = 1 } = member;
    const voted = decideClass(head.decide, ownScores(member, raw), 0);
    const known = classes?.[voted] ?? voted;
    counts[known] = roundTo(type, counts[known]! + weight);
  }
  return counts;
}

function blended({ labels, members, type, divisor }: SoftBlend, raw: ArrayLike<number>) {
  const sums = new Float64Array(labels.names.length);
  for (const member of members) {
    const { head, classes, weight = 1 } = member;
    linkProbabilities(head, ownScores(member, raw)).forEach((p, own) => {
      const known = classes?.[own] ?? own;
      sums[known] = roundTo(type, sums[known]! + roundTo(type, p * weight));
    });
  }
  return sums.map((sum) => roundTo(type, sum / divisor));
}

function averaged({ members, type, divisor }: ValueBlend, raw: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(members[0]!.head.links.length);
  for (const member of members) {
    const { head, weight = 1 } = member;
    linkValues(head, ownScores(member, raw)).forEach((value, output) => {
      sums[output] = roundTo(type, sums[output]! + roundTo(type, value * weight));
    });
  }
  return sums.map((sum) => roundTo(type, sum / divisor));
}

function ownScores(
  { firstScore, head }: BlendHead["members"][number],
  raw: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: scoresOf(head) }, (_, i) => raw[firstScore + i]!);
}
