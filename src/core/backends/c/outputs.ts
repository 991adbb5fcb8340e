import { apiOf } from "../../plan/api.ts";
import { EXP_COEFFICIENTS } from "../../plan/heads/exp.ts";
import { REAL_EXPONENT, scaledExponent } from "../../plan/heads/probabilities.ts";
import type { Plan } from "../../plan/plan.ts";
import { integerThreshold } from "../../plan/sums/integer.ts";
import { toHex } from "../../text/numbers.ts";
import { type Emission, INPUT_C_TYPE } from "./emission.ts";
import { realConstant } from "./reals.ts";
import type { SumNeeds, SumPrinter } from "./sums.ts";

export function sumNeeds(plan: Plan): SumNeeds {
  const { head } = plan;
  const api = apiOf(plan);
  const linked = head.kind === "classes" && head.link !== "identity";
  return {
    toFloat: head.kind === "values" || api.decision || (api.probability && !linked),
    distance: linked && api.probability,
    compares: head.kind === "classes",
  };
}

/** predict, predict_proba and decision, with the exponential they call. */
export function printOutputs(emission: Emission, sums: SumPrinter): string {
  const { plan, engine, prefix } = emission;
  const { head } = plan;
  const api = apiOf(plan);
  const link = head.kind === "classes" ? head.link : "identity";
  const linked = api.probability && link !== "identity";
  const text = engine.render("c/outputs", {
    p: prefix.lower,
    P: prefix.upper,
    inputType: INPUT_C_TYPE[plan.inputType],
    sumType: sums.type,
    sums: String(sums.count),
    value: head.kind === "values",
    firstAsFloat: sums.asFloat("0"),
    asFloat: sums.asFloat("k"),
    argmax: head.kind === "classes" && head.decide.kind === "argmax",
    greater: sums.greater("k", "best"),
    decision: decisionExpression(emission),
    probability: api.probability,
    identity: link === "identity",
    sigmoid: link === "sigmoid",
    softmax: link === "softmax",
    distance: sums.distance("best", "k"),
    ...sums.single,
    decisionFunction: api.decision,
  });
  return linked ? `${printExponential(emission)}\n${text}` : text;
}

/** Units of the integer scores that an exponential takes. */
function scoreExponent({ sum, head }: Plan): number {
  const units =
    sum.kind === "integer" ? -Math.log2(sum.unit) : sum.kind === "real" ? REAL_EXPONENT : 0;
  return head.kind === "classes" ? scaledExponent(head, units) : units;
}

function printExponential({ plan, engine, prefix }: Emission): string {
  const exponent = scoreExponent(plan);
  const [c1, c2, c3, c4, c5] = EXP_COEFFICIENTS.map((c) => `${toHex(c, 8)}U`) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return engine.render("c/exponential", {
    p: prefix.lower,
    exponent: String(exponent),
    shift: String(exponent + 5),
    c1,
    c2,
    c3,
    c4,
    c5,
  });
}

/** The class where no argmax is taken: a threshold on the only score, or a vote's winner. */
function decisionExpression(emission: Emission): string {
  const { plan, prefix } = emission;
  const { head, sum } = plan;
  if (head.kind !== "classes" || head.decide.kind === "argmax") return "";
  if (head.decide.kind === "winner") return `(int)sum[${sum.kind === "vote" ? sum.classes : 0}]`;
  const { compare, value } = head.decide;
  if (sum.kind === "integer") {
    const limit = Math.max(
      -(2 ** 31) + 1,
      Math.min(2 ** 31 - 1, integerThreshold(head.decide, sum.unit)),
    );
    return `sum[0] >= ${limit}`;
  }
  const limit = realConstant(emission, sum.kind === "real" ? sum.type : "f64", value);
  return compare === "gt"
    ? `${prefix.lower}_greater(sum[0], ${limit})`
    : `!${prefix.lower}_greater(${limit}, sum[0])`;
}

export function printCheckInput({ plan, engine, prefix }: Emission): string {
  return engine.render("c/check-input", {
    p: prefix.lower,
    P: prefix.upper,
    inputType: INPUT_C_TYPE[plan.inputType],
    integerInput: plan.inputType !== "f32",
  });
}
