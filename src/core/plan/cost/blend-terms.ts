import { type ClassBlend, type ClassBlendMember, scoresOf } from "../../ir/model.ts";
import { linkFactor } from "../heads/link-factor.ts";
import { isExponential } from "../heads/probabilities.ts";
import type { SumPlan } from "../plan.ts";
import { libraryTerms } from "./library-terms.ts";
import { part, type Quantity, quantity, type Term } from "./terms.ts";

const MEMBERS = {
  sigmoid: "member.sigmoid",
  softmax: "member.softmax",
  identity: "member.identity",
} as const satisfies Partial<Record<ClassBlendMember["head"]["link"], Term>>;

/** What classes get from the members together, and the functions made of it. */
export function blendTerms(
  blend: ClassBlend,
  { sum, probability }: { readonly sum: SumPlan; readonly probability: boolean },
): readonly Quantity[] {
  const { members, labels } = blend;
  const classes = labels.names.length;
  const common = [quantity("blend.member", members.length, members.length)];
  if (blend.how === "hard") {
    const scored = members.filter(({ head }) => head.decide.kind === "argmax");
    const scores = scored.reduce((total, { head }) => total + scoresOf(head), 0);
    return [
      quantity("blend.hard", 1, 1),
      ...common,
      part("blend.largest", scored.length > 0, scored.length),
      quantity("argmax.score", 0, scores),
    ];
  }
  const added = members.flatMap(({ classes: own }) => own ?? []).length;
  const whole = members.filter(({ classes: own }) => own === undefined).length;
  const exponential = members.some(({ head }) => isExponential(head));
  return [
    quantity("blend.soft", 1, 1),
    ...common,
    quantity("blend.add", added + (whole > 0 ? 1 : 0), added + whole * classes),
    part("exponential", exponential),
    ...(Object.keys(MEMBERS) as (keyof typeof MEMBERS)[]).map((link) => {
      const own = members.filter(({ head }) => head.link === link);
      const functions = new Set(own.map(({ head }) => linkFactor(head, 0))).size;
      const passes = own.reduce((total, { head }) => total + scoresOf(head), 0);
      return quantity(MEMBERS[link], functions, passes);
    }),
    part("probability.real64", sum.kind === "real"),
    part("probability", probability),
    part("float.unsigned", probability),
    ...libraryTerms("f32", { multiply: probability }),
  ];
}
