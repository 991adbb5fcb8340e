import type { BlendHead, Head, ValueLink } from "../../ir/model.ts";

const POWERLESS: ReadonlySet<ValueLink["kind"]> = new Set(["identity", "signed-square", "step"]);

/** Whether a link takes a power of e. */
export function isPower({ kind }: ValueLink): boolean {
  return !POWERLESS.has(kind);
}

/**
 * What a score is multiplied by on its way into e^x; undefined where its outputs take no
 * exponential.
 */
export function linkFactor(head: Head, score: number): number | undefined {
  switch (head.kind) {
    case "values": {
      const { kind, scale = 1 } = head.links[score]!;
      return POWERLESS.has(kind) ? undefined : scale;
    }
    case "classes":
      if (head.link === "softmax") return 1 / (head.linkDivisor ?? 1);
      return head.link === "sigmoid" || head.link === "sigmoids"
        ? (head.linkScale ?? 1)
        : undefined;
    case "anomaly":
      return Math.LN2 / head.divisor;
    case "choices":
      return undefined;
    case "blend":
      return memberFactor(head, score);
  }
}

/** The member that a score of a blend belongs to, and which of its scores it is. */
export function ownHead({ members }: BlendHead, score: number) {
  const { head, firstScore } = members.findLast(({ firstScore }) => firstScore <= score)!;
  return { head, own: score - firstScore };
}

/** A member's probabilities are taken as an exponential's distances are. */
function memberFactor(blend: BlendHead, score: number): number | undefined {
  if (blend.how === "hard") return undefined;
  const { head, own } = ownHead(blend, score);
  return linkFactor(head, own) ?? (blend.how === "soft" ? 1 : undefined);
}
