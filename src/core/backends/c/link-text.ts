import type { ValueLink } from "../../ir/model.ts";
import { toQuantity } from "../../text/numbers.ts";

/** A link as a formula of the score s, for comments. */
export function linkText({ kind, scale, factor }: ValueLink): string {
  const times = factor === undefined ? "" : `${toQuantity(factor)} `;
  const s = scale === undefined || scale === 1 ? "s" : `(${toQuantity(scale)} s)`;
  return `${times}${FORMULAS[kind](s)}`;
}

const FORMULAS: Readonly<Record<ValueLink["kind"], (s: string) => string>> = {
  identity: (s) => s,
  exp: (s) => `e^${s}`,
  sigmoid: (s) => `1 / (1 + e^-${s})`,
  log1pexp: (s) => `ln(1 + e^${s})`,
  "signed-square": (s) => `${s}^2 with the sign of s`,
  step: (s) => `1 from a limit of ${s} on, else 0`,
};
