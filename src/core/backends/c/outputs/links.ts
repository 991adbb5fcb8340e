import type { ValueLink } from "../../../ir/model.ts";
import { exponentOf } from "../../../math.ts";
import type { BinaryScale } from "../../../plan/heads/exp.ts";
import { POWER_COEFFICIENTS } from "../../../plan/heads/power.ts";
import { factorParts, logScale, powerScale, SIGMOID_BITS } from "../../../plan/heads/values.ts";
import { toHex } from "../../../text/numbers.ts";
import type { Emission } from "../emission.ts";
import { unitText } from "../leaf-pool.ts";
import { linkText } from "../link-text.ts";
import { signBit } from "../sums/real-view.ts";
import type { SumPrinter } from "../sums/sum-printer.ts";
import { scoreUnit } from "./score-unit.ts";

/** Links that are functions of their own; identities and steps are expressions. */
export type LinkKind = Exclude<ValueLink["kind"], "identity" | "step"> | "anomaly";

/** The static functions that each link calls, before it. */
const CALLS: Readonly<Record<LinkKind, readonly string[]>> = {
  exp: ["high", "power", "float-of"],
  sigmoid: ["high", "power", "float-of", "ratio"],
  log1pexp: ["high", "power", "float-of"],
  "signed-square": ["float-of"],
  anomaly: ["high", "power"],
};

/** Shared functions of the kinds of links that a model has, each once. */
export function printLinkHelpers(
  { engine, prefix, plan }: Emission,
  kinds: readonly LinkKind[],
): readonly string[] {
  const [last, ...others] = POWER_COEFFICIENTS.map((c) => `${toHex(c, 8)}U`).reverse();
  const real = plan.sum.kind === "real";
  const called = new Set(
    kinds.flatMap((kind) => (kind === "signed-square" && real ? [] : CALLS[kind])),
  );
  const view = {
    p: prefix.lower,
    first: last!,
    coefficients: others,
    bits: String(SIGMOID_BITS),
  };
  return [...called].map((name) => engine.render(`c/links/${name}`, view));
}

/** What a power's mantissa is multiplied by, and where its exponent then starts from. */
function factorView({ factor }: ValueLink) {
  if (factor === undefined) return { factor: "", below: "-31", exact: "- 31", above: "- 30" };
  const { multiplier, exponent } = factorParts(factor);
  const signed = (x: number) => `${x < 0 ? "-" : "+"} ${Math.abs(x)}`;
  return {
    factor: `${toHex(multiplier, 8)}U`,
    below: String(exponent - 31),
    exact: signed(exponent - 31),
    above: signed(exponent - 30),
  };
}

export function scaleView({ multiplier, shift }: BinaryScale) {
  return { multiplier: `${toHex(multiplier, 8)}U`, shift: String(shift) };
}

/** The function of one link of scores in one unit. */
export function printLink(
  emission: Emission,
  sums: SumPrinter,
  of: { readonly name: string; readonly link: ValueLink; readonly score: number },
): string {
  const { plan, prefix, engine } = emission;
  const { name, link, score } = of;
  const unit = scoreUnit(plan, score);
  const real = plan.sum.kind === "real";
  const linear = scaleView(logScale(link, unit));
  const units = real ? "" : ` in units of ${unitText(unit)}`;
  return engine.render(`c/links/${link.kind}`, {
    p: prefix.lower,
    name,
    sumType: sums.type,
    what: `${linkText(link)} of a score s${units}`,
    size: sums.size("score"),
    isNegative: sums.isNegative("score"),
    ...scaleView(powerScale(link, unit)),
    ...factorView(link),
    linearMultiplier: linear.multiplier,
    linearShift: linear.shift,
    real,
    exponent: String(2 * exponentOf(unit)),
    sign: signBit(plan.sum.kind === "real" ? plan.sum.type : "f64"),
  });
}
