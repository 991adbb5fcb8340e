import type { ClassHead } from "../../../ir/model.ts";
import { apiOf } from "../../../plan/api.ts";
import { scoreLimit } from "../../../plan/decide.ts";
import { EXP_COEFFICIENTS } from "../../../plan/heads/exp.ts";
import { linkFactor } from "../../../plan/heads/link-factor.ts";
import { classScale, isExponential } from "../../../plan/heads/probabilities.ts";
import { toHex, toQuantity } from "../../../text/numbers.ts";
import type { Emission } from "../emission.ts";
import { unitText } from "../leaf-pool.ts";
import type { SumPrinter } from "../sums/sum-printer.ts";
import { isAbove } from "./choice.ts";
import { printDecision } from "./decision.ts";
import { functionNames } from "./index.ts";
import { scoreUnit } from "./score-unit.ts";

export function printClasses(
  emission: Emission,
  head: ClassHead,
  sums: SumPrinter,
): readonly string[] {
  const { plan, engine } = emission;
  const { probability, decision } = apiOf(plan);
  const names = functionNames(emission, sums);
  const best = { isGreater: sums.isGreater("sum[k]", "sum[best]") };
  const predict = engine.render("c/outputs/predict-class", {
    ...names,
    ...best,
    argmax: head.decide.kind === "argmax",
    choice: choiceExpression(emission, head),
  });
  const own = head.link === "sigmoids" ? "sum[k]" : "sum[0]";
  const proba = () =>
    engine.render("c/outputs/probability", {
      ...names,
      ...best,
      identity: head.link === "identity",
      complement: head.link === "complement",
      sigmoid: head.link === "sigmoid",
      sigmoids: head.link === "sigmoids",
      softmax: head.link === "softmax",
      step: head.link === "step",
      distance: sums.distance("sum[best]", "sum[k]"),
      size: sums.size(own),
      isNegative: sums.isNegative(own),
      asFloat: sums.asFloat("sum[k]", 0),
      first: sums.asFloat("sum[0]", 0),
      other: sums.complement("sum[0]", 0),
    });
  return [
    ...(probability && isExponential(head) ? [printExponential(emission, head)] : []),
    predict,
    ...(probability ? [proba()] : []),
    ...(decision ? [printDecision(emission, sums)] : []),
  ];
}

/** The class where no argmax is taken: a threshold on the only score, or a vote's winner. */
function choiceExpression(emission: Emission, head: ClassHead): string {
  const { sum } = emission.plan;
  if (head.decide.kind === "winner") return `(int)sum[${sum.kind === "vote" ? sum.classes : 0}]`;
  const limit = scoreLimit(head);
  return limit ? isAbove(emission, limit) : "";
}

function printExponential(emission: Emission, head: ClassHead): string {
  const { engine, prefix } = emission;
  const view = { p: prefix.lower, bits: "24" };
  return [
    engine.render("c/links/high", view),
    printExp(emission, head, { name: `${prefix.lower}_exp`, score: 0 }),
    engine.render("c/links/ratio", view),
  ].join("\n");
}

/** The exponential of a head whose first score is `score`. */
export function printExp(
  { plan, engine, prefix }: Emission,
  head: ClassHead,
  { name, score }: { readonly name: string; readonly score: number },
): string {
  const unit = scoreUnit(plan, score);
  const { multiplier, shift } = classScale(head, unit);
  const factor = linkFactor(head, 0)!;
  const x = `x = distance / ${unitText(1 / unit)}`;
  const [c1, c2, c3, c4, c5] = EXP_COEFFICIENTS.map((c) => `${toHex(c, 8)}U`);
  return engine.render("c/exponential", {
    p: prefix.lower,
    name,
    what: factor === 1 ? `e^-x for ${x}` : `e^(-${toQuantity(factor)} x) for ${x}`,
    multiplier: `${toHex(multiplier, 8)}U`,
    shift: String(shift),
    c1: c1!,
    c2: c2!,
    c3: c3!,
    c4: c4!,
    c5: c5!,
  });
}
