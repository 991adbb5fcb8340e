import type { ValueLink } from "../../ir/model.ts";
import { toQuantity } from "../../text/numbers.ts";

/** A link as a formula of the score s, for comments. */
export function linkText({ kind, scale }: ValueLink): string {
  return FORMULAS[kind](scale === undefined || scale === 1 ? "s" : `(${toQuantity(scale)} s)`);
}

const FORMULAS: Readonly<Record<ValueLink["kind"], (s: string) => string>> = {
  identity: (s) => s,
  exp: (s) => `e^${s}`,
  sigmoid: (s) => `1 / (1 + e^-${s})`,
  log1pexp: (s) => `ln(1 + e^${s})`,
  "signed-square": (s) => `${s}^2 with the sign of s`,
};
