import { type BlendHead, isLinked, type Labels, type ValueLink } from "../../ir/model.ts";
import { type FloatType, roundTo } from "../../ir/number-type.ts";
import { isF32 } from "../../math.ts";
import type { Scores } from "../scores.ts";
import { deviceLink } from "./values.ts";

/**
 * Members' outputs, each behind its link, times their weights, added up and divided in the type of
 * their sums: the trainer's own average.
 */
export interface AverageHead {
  readonly kind: "average";
  readonly type: FloatType;
  /** One a score. Identities are the scores themselves, others become binary32. */
  readonly links: readonly ValueLink[];
  /** What each output adds up, in order. */
  readonly terms: readonly (readonly AverageTerm[])[];
  readonly divisor: number;
  /** The outputs are probabilities of these classes, and the first largest wins. Absent: values. */
  readonly labels?: Labels;
}

export interface AverageTerm {
  readonly score: number;
  readonly weight: number;
}

/**
 * Undefined where members vote, where their probabilities are more than their scores, or where they
 * are summed in other types than the average is taken in.
 */
export function averageOf(
  head: BlendHead,
  accumulator: FloatType | undefined,
): AverageHead | undefined {
  if (head.how === "hard" || head.type !== accumulator) return undefined;
  const outputs =
    head.how === "soft" ? head.labels.names.length : head.members[0]!.head.links.length;
  const terms = Array.from({ length: outputs }, (): AverageTerm[] => []);
  const links: ValueLink[] = [];
  for (const member of head.members) {
    const own = linksOf(member.head);
    if (own === undefined) return undefined;
    const places = "classes" in member ? member.classes : undefined;
    own.forEach((link, i) => {
      terms[places?.[i] ?? i]!.push({ score: links.length, weight: member.weight ?? 1 });
      links.push(link);
    });
  }
  const { type, divisor } = head;
  const constants = [divisor, ...terms.flat().map(({ weight }) => weight)];
  if (type === "f32" && !constants.every(isF32)) return undefined;
  return {
    kind: "average",
    type,
    links,
    terms,
    divisor,
    ...(head.how === "soft" ? { labels: head.labels } : {}),
  };
}

function linksOf(head: BlendHead["members"][number]["head"]): readonly ValueLink[] | undefined {
  if (head.kind === "values") return head.links;
  return head.link === "identity" ? head.labels.names.map(() => ({ kind: "identity" })) : undefined;
}

/** Whether all outputs add up alike, each a score further, which is then said once. */
export function addsAlike({ links, terms }: AverageHead): boolean {
  const [first] = terms;
  const alike = terms.every(
    (own, k) =>
      own.length === first!.length &&
      own.every(
        ({ score, weight }, i) => score === first![i]!.score + k && weight === first![i]!.weight,
      ),
  );
  return terms.length > 1 && alike && !links.some(isLinked);
}

/** Each output, before it becomes a float. */
export function deviceAverages(
  { type, links, terms, divisor }: AverageHead,
  scores: Scores,
): Float64Array {
  const values = links.map((link, score) =>
    isLinked(link) ? deviceLink(scores, score, link) : scores.value(score),
  );
  return Float64Array.from(terms, (own) => {
    const sum = own.reduce(
      (total, { score, weight }) => roundTo(type, total + roundTo(type, values[score]! * weight)),
      0,
    );
    return roundTo(type, sum / divisor);
  });
}
