import {
  type AnomalyHead,
  type ClassBlendMember,
  type ClassHead,
  isLinked,
  type SoftBlend,
  scoresOf,
  type ValueHead,
  type ValueLink,
} from "../../ir/model.ts";
import { exp, ulp32 } from "../../math.ts";
import type { Plan } from "../plan.ts";
import type { AverageHead, AverageTerm } from "./average.ts";
import { memberShare } from "./blend.ts";
import { isExponential } from "./probabilities.ts";
import { anomalySlope, linkSlope } from "./slopes.ts";

/** |device's output - trainer's| is at most absolute + relative * |trainer's|. */
export interface OutputBound {
  readonly absolute: number;
  readonly relative: number;
}

type Scored = Pick<Plan, "sum" | "reach">;

/** The nearest float32: compared after rounding the trainer's. */
const NEAREST: OutputBound = { absolute: 0, relative: 0 };

/** What each raw score as a float may differ by; 0 where it is the float nearest to the trainer's. */
export function scoreBounds({ sum, reach }: Scored): Float64Array {
  if (sum.kind === "integer") return sum.bounds;
  // A count times the rounded share, both rounded to float32.
  return reach.map(() => (sum.kind === "vote" ? 2 ** -23 : 0));
}

/**
 * Largest |device's probability - trainer's|: what the score moves, and the emitted exponential, its
 * ratio and the trainer's own (2^-19 together), or the rounding of scores that are probabilities.
 */
export function probabilityBound(head: ClassHead, plan: Scored): number {
  if (head.link === "step") return 0;
  const moved = Math.max(...scoreBounds(plan)) * linkSlope(head);
  if (isExponential(head)) return moved + 2 ** -19;
  const most = Math.max(...plan.reach) + (head.link === "complement" ? 1 : 0);
  return moved + ulp32(most) / 2;
}

/** Largest |device's blended probability - trainer's|: the members' by weight, and the average's. */
export function blendBound(head: SoftBlend, plan: Scored): number {
  const members = head.members.reduce((sum, member) => {
    const own = memberScored(plan, member);
    const bound = isExponential(member.head)
      ? probabilityBound(member.head, own)
      : Math.max(...own.reach.map((_, score) => scoreError(own, score))) + 2 ** -24;
    return sum + (memberShare(head, member) / 2 ** 32) * bound;
  }, 0);
  // The trainer's products, adds and division of probabilities.
  const rounded = head.type === "f32" ? (head.members.length + 1) * 2 ** -24 : 0;
  // Each share and product is cut; the sum becomes a float32.
  return members + rounded + head.members.length * 2 ** -30 + 2 ** -24;
}

/** A plan's scores as one of its members has them. */
export function memberScored({ sum, reach }: Scored, member: ClassBlendMember): Scored {
  const { firstScore } = member;
  const end = firstScore + scoresOf(member.head);
  const own = (numbers: Float64Array) => numbers.subarray(firstScore, end);
  return {
    reach: own(reach),
    sum:
      sum.kind === "integer"
        ? { ...sum, units: own(sum.units), sumBounds: own(sum.sumBounds), bounds: own(sum.bounds) }
        : sum,
  };
}

/** Of each output of a regression; sorted ones have the largest bound, whichever score they are. */
export function valueBounds(head: ValueHead, plan: Scored): readonly OutputBound[] {
  const bounds = head.links.map((link, score) =>
    LINK_BOUNDS[link.kind](score, plan, { link, head }),
  );
  if (!head.sorted) return bounds;
  const worst = {
    absolute: Math.max(...bounds.map(({ absolute }) => absolute)),
    relative: Math.max(...bounds.map(({ relative }) => relative)),
  };
  return bounds.map(() => worst);
}

/** Of each output of an average: exact where every score is taken as it is. */
export function averageBounds(head: AverageHead, plan: Scored): readonly OutputBound[] {
  const { type, links, terms, divisor } = head;
  if (!links.some(isLinked)) return terms.map(() => NEAREST);
  const bounds = valueBounds({ kind: "values", type, links }, plan);
  return terms.map((own) => {
    const most = own.map(({ score }) => largestOutput(links[score]!, plan.reach[score]!));
    const sum = (of: (term: AverageTerm, i: number) => number) =>
      own.reduce((total, term, i) => total + Math.abs(term.weight / divisor) * of(term, i), 0);
    const absolute = sum(({ score }, i) => {
      const bound = isLinked(links[score]!) ? bounds[score]! : NEAREST;
      return bound.absolute + bound.relative * most[i]!;
    });
    return { absolute: absolute + ulp32(sum((_, i) => most[i]!)), relative: 0 };
  });
}

/** The largest magnitude behind a link, for a score of at most `reach`. */
function largestOutput({ kind, scale = 1, factor = 1 }: ValueLink, reach: number): number {
  const most = reach * Math.abs(scale);
  return {
    identity: most,
    exp: exp(most) * factor,
    sigmoid: 1,
    log1pexp: most + 1,
    "signed-square": most * most,
    step: 1,
  }[kind];
}

/** Of an anomaly detector's decision value: what the path length moves, the power, the float. */
export function anomalyBound(head: AnomalyHead, plan: Scored): OutputBound {
  // The trainer's quotient and power, where it rounds them to float32.
  const rounded = head.type === "f32" ? 2 ** -23 : 0;
  const moved = scoreError(plan, 0) * anomalySlope(head);
  const absolute = moved + rounded + 2 ** -26 + ulp32(1 + Math.abs(head.offset));
  return { absolute, relative: 0 };
}

/** How far off a score is that an exponential takes. */
function scoreError({ sum }: Scored, score: number): number {
  if (sum.kind === "integer") return sum.sumBounds[score]!;
  return sum.kind === "real" ? 2 ** -sum.distanceBits : 0;
}

interface LinkOf {
  readonly link: ValueLink;
  readonly head: ValueHead;
}

type LinkBound = (score: number, plan: Scored, of: LinkOf) => OutputBound;

/** How far off the exponential's argument is; the trainer rounds the scaled score. */
function argumentError(
  score: number,
  plan: Scored,
  { link: { scale = 1 }, head: { type } }: LinkOf,
): number {
  const own = scoreError(plan, score) * scale;
  if (scale === 1) return own;
  // Farther from 0 an exponential is 0 or infinite, whatever its argument; linear leaves have no bound.
  const most = Math.min(plan.reach[score]! * scale, 1024);
  return own + (type === "f32" ? ulp32(most) / 2 : most * 2 ** -53);
}

const LINK_BOUNDS: Readonly<Record<ValueLink["kind"], LinkBound>> = {
  identity(score, { sum, reach }, { link: { scale } }) {
    if (sum.kind !== "integer") return NEAREST;
    if (scale === undefined) return { absolute: sum.bounds[score]!, relative: 0 };
    // A unit that is no power of two rounds three times.
    const moved = sum.sumBounds[score]! * Math.abs(scale);
    const rounded = (3 * ulp32(reach[score]! * scale + moved)) / 2;
    return { absolute: moved + rounded, relative: 0 };
  },
  exp(score, plan, { link, head }) {
    const moved = exp(argumentError(score, plan, { link, head })) - 1;
    // The power of two and the float have half an ulp and a quarter; the trainer's float32 one.
    const { factor = 1 } = link;
    return {
      absolute: 2 ** -149 * (1 + factor),
      relative:
        moved + 2 ** -23 + (head.type === "f32" ? 2 ** -23 : 0) + (factor === 1 ? 0 : 2 ** -23),
    };
  },
  sigmoid(score, plan, { link, head }) {
    const moved = argumentError(score, plan, { link, head }) / 4;
    return { absolute: moved + (head.type === "f32" ? 2 ** -22 : 2 ** -23), relative: 0 };
  },
  log1pexp(score, plan, { link, head }) {
    const moved = argumentError(score, plan, { link, head });
    const most = plan.reach[score]! * (link.scale ?? 1) + 1;
    return { absolute: moved + 2 ** -26 + ulp32(most + moved), relative: 0 };
  },
  "signed-square"(score, { sum, reach }) {
    if (sum.kind !== "integer") return NEAREST;
    const most = reach[score]!;
    const moved = sum.sumBounds[score]! * (2 * most + sum.sumBounds[score]!);
    return { absolute: moved + ulp32(most * most + moved), relative: 0 };
  },
  // A sum that may be off can be on the other side.
  step: (_, { sum }) =>
    sum.kind === "integer" && !sum.proven ? { absolute: 1, relative: 0 } : NEAREST,
};

/** Half an ulp above the largest float32: from here on numbers round to infinity. */
const OVERFLOW = 2 ** 128 - 2 ** 103;

/** Whether a float32 from the device is what the bound promises. */
export function isWithin(got: number, trainers: number, bound: OutputBound): boolean {
  if (Number.isNaN(trainers)) return Number.isNaN(got);
  if (bound.absolute === 0 && bound.relative === 0) return got === Math.fround(trainers);
  const slack = bound.absolute + bound.relative * Math.abs(trainers);
  if (Math.abs(got) === Number.POSITIVE_INFINITY)
    return Math.sign(got) * trainers + slack >= OVERFLOW;
  return Math.abs(got - trainers) <= slack;
}
