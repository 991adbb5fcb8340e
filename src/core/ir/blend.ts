import { argmax, decideClass, linkProbabilities, linkValues } from "./head.ts";
import { type BlendHead, type ClassBlend, scoresOf, type ValueBlend } from "./model.ts";

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
  const probabilities = blended(head, raw, head.divisor);
  return { prediction: argmax(probabilities), probabilities };
}

function votes({ labels, members }: ClassBlend, raw: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(labels.names.length);
  for (const member of members) {
    const { head, classes, weight = 1 } = member;
    const voted = decideClass(head.decide, ownScores(member, raw), 0);
    counts[classes?.[voted] ?? voted]! += weight;
  }
  return counts;
}

function blended({ labels, members }: ClassBlend, raw: ArrayLike<number>, divisor: number) {
  const sums = new Float64Array(labels.names.length);
  for (const member of members) {
    const { head, classes, weight = 1 } = member;
    linkProbabilities(head, ownScores(member, raw)).forEach((p, own) => {
      sums[classes?.[own] ?? own]! += p * weight;
    });
  }
  return sums.map((sum) => sum / divisor);
}

function averaged({ members, divisor }: ValueBlend, raw: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(members[0]!.head.links.length);
  for (const member of members) {
    const { head, weight = 1 } = member;
    linkValues(head, ownScores(member, raw)).forEach((value, output) => {
      sums[output]! += value * weight;
    });
  }
  return sums.map((sum) => sum / divisor);
}

function ownScores(
  { firstScore, head }: BlendHead["members"][number],
  raw: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: scoresOf(head) }, (_, i) => raw[firstScore + i]!);
}
