import type { ClassHead, Head, Model, ValueHead } from "../ir/model.ts";
import type { FloatType } from "../ir/number-type.ts";
import { accumulatorOf } from "../ir/predictors/forest/forest.ts";

/** How far a trainer's libm may move its answers from correctly rounded ones. */
export interface Slack {
  readonly probability: number;
  readonly raw: number;
  /** Of values: this much, and this part of themselves. */
  readonly value: number;
  readonly relative: number;
}

const ULP: Readonly<Record<FloatType, number>> = { f32: 2 ** -23, f64: 2 ** -52 };
const NONE: Slack = { probability: 0, raw: 0, value: 0, relative: 0 };

/**
 * Trainers take exponentials and logarithms from their libm or NumPy's vector code, which are up to
 * 2 ulp from the correctly rounded ones here.
 */
export function libmSlack({ head, predictor }: Model): Slack {
  return slackOf(head, predictor, 0);
}

function slackOf(head: Head, predictor: Model["predictor"], firstScore: number): Slack {
  switch (head.kind) {
    case "values":
      return { ...NONE, relative: linkSlack(head) };
    case "classes": {
      const raw = startSlack(head, predictor, firstScore);
      return { ...NONE, raw, probability: probabilitySlack(head, raw) };
    }
    case "anomaly": {
      // A leaf's path length is below 64 and has a logarithm in it.
      const raw = predictor.roots.length * 64 * 2 * ULP.f64;
      return { ...NONE, raw, value: raw / head.divisor + 4 * ULP.f64 };
    }
    case "choices":
      return NONE;
    case "blend":
      return blendSlack(
        head.members.map((member) => slackOf(member.head, predictor, member.firstScore)),
        ULP["type" in head ? head.type : "f64"],
      );
  }
}

/** Of a mean: the largest of its members', and its own roundings. */
function blendSlack(members: readonly Slack[], ulp: number): Slack {
  const most = (of: keyof Slack) => Math.max(...members.map((slack) => slack[of]));
  const own = 2 * members.length * ulp;
  return {
    probability: most("probability") + own,
    raw: most("raw"),
    value: most("value"),
    relative: most("relative") === 0 ? 0 : most("relative") + own,
  };
}

function linkSlack({ links, type }: ValueHead): number {
  // A logarithm of a sum and a square end in a product or two more.
  return links.some(({ kind }) => kind !== "identity" && kind !== "step") ? 4 * ULP[type] : 0;
}

/**
 * Boosting starts from logarithms of the class priors, which may cancel in the start itself: 4 ulp of
 * the larger of the start and ln(classes). Each addition after may then round the other way, by one
 * ulp of a score near 1.
 */
function startSlack(
  head: ClassHead,
  { combine, roots }: Model["predictor"],
  firstScore: number,
): number {
  if (head.link === "identity" || !("base" in combine)) return 0;
  const start = Math.max(Math.log(head.labels.names.length), ...combine.base.map(Math.abs));
  return (4 * start + roots.length / combine.base.length) * ULP[accumulatorOf(combine, firstScore)];
}

/** Probabilities move by half of a score, add up one exponential a class, and divide: 4 ulp of 1. */
function probabilitySlack({ link, type, labels }: ClassHead, raw: number): number {
  const exact = 4 * ULP[type];
  return link === "identity" ? exact : exact + raw / 2 + (labels.names.length / 2) * ULP[type];
}
