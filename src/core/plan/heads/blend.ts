import { argmax } from "../../ir/head.ts";
import {
  type ClassBlend,
  type ClassBlendMember,
  type SoftBlend,
  scoresOf,
} from "../../ir/model.ts";
import { memberScores, type Scores } from "../scores.ts";
import { type BinaryScale, binaryScale, scaleDistance } from "./exp.ts";
import { sigmoidPart, softmaxParts } from "./probabilities.ts";
import { voteWeights } from "./vote-weights.ts";

/** Blended probabilities are in units of 2^-31, each member's own in units of 2^-24. */
export const SHARE_BITS = 31;
const PART_BITS = 24;

/** What a member counts, in units of 2^-32. */
export function memberShare({ divisor }: SoftBlend, { weight = 1 }: ClassBlendMember): number {
  return Math.min(2 ** 32 - 1, Math.round((weight / divisor) * 2 ** 32));
}

/** How a score that is a probability, in units of `unit`, becomes one in units of 2^-24. */
export function partScale(unit: number): BinaryScale {
  return binaryScale(unit, PART_BITS);
}

/** A soft blend's probabilities, one a class. */
export function deviceShares(head: SoftBlend, scores: Scores): Float64Array {
  const shares = new Float64Array(head.labels.names.length);
  for (const member of head.members) {
    const share = memberShare(head, member);
    const own = memberScores(scores, member.firstScore, scoresOf(member.head));
    memberParts(member, own).forEach((part, i) => {
      shares[member.classes?.[i] ?? i]! += scaleDistance(part * 2 ** 7, {
        multiplier: share,
        shift: 32,
      });
    });
  }
  return shares;
}

function memberParts({ head }: ClassBlendMember, scores: Scores): readonly number[] {
  switch (head.link) {
    case "sigmoid": {
      const positive = sigmoidPart(head, scores, 0);
      return [2 ** PART_BITS - positive, positive];
    }
    case "softmax":
      return softmaxParts(head, scores);
    default:
      return Array.from({ length: scores.count }, (_, score) =>
        scaleDistance(scores.distance(score), partScale(scores.unit(score))),
      );
  }
}

/** The class that most weight was given to, of the classes that members decided for. */
export function mostVoted(head: ClassBlend, decide: (member: ClassBlendMember) => number): number {
  const weights = voteWeights(head)!;
  const votes = new Float64Array(head.labels.names.length);
  head.members.forEach((member, i) => {
    const voted = decide(member);
    votes[member.classes?.[voted] ?? voted]! += weights[i]!;
  });
  return argmax(votes);
}
