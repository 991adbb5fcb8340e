import type { InputType } from "../plan.ts";
import { bits } from "./bits.ts";
import { float } from "./float.ts";
import { integer } from "./integer.ts";
import { rank } from "./rank.ts";

export type EncodingId = "bits" | "float" | "rank" | "integer";

/**
 * One number that tests read: a feature, and where its NaN goes. Every test on it is
 * `value <= cuts[i]` in input order; NaN right compares above all cuts, NaN left below.
 *
 * A set's slot has one test: its value is 0 inside, where an odd number of cuts lie below x, else 1,
 * and the test is `value <= 0`.
 */
export interface Slot {
  readonly feature: number;
  /** `none`: rows are finite, so it does not matter. */
  readonly nan: "none" | "left" | "right";
  readonly kind: "cuts" | "set";
  /** Distinct thresholds, ascending, values of the input type. */
  readonly cuts: Float64Array;
}

/** How many different tests a slot has. */
export function testsOf({ kind, cuts }: Slot): number {
  return kind === "set" ? 1 : cuts.length;
}

/** Whether NaN compares below all of a slot's cuts, else above. A set's NaN counts an even or odd number of them. */
export function isNanBelow({ kind, nan }: Slot): boolean {
  return nan === (kind === "set" ? "right" : "left");
}

/** How many cuts lie below x; NaN compares as the slot says. */
export function cutsBelow(slot: Slot, x: number): number {
  const { cuts } = slot;
  if (Number.isNaN(x)) return isNanBelow(slot) ? 0 : cuts.length;
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A set slot's value, the same in every encoding. */
export function outsideSet(slot: Slot, x: number): number {
  return 1 - (cutsBelow(slot, x) % 2);
}

/** How a slot's number is represented where it is compared. */
export interface Encoding {
  readonly id: EncodingId;
  /** Why this encoding cannot carry these slots, or undefined. */
  misfit(slots: readonly Slot[], inputType: InputType): string | undefined;
  /** The number that is compared: `operand(slot, i)` on the right, `<=` between. */
  value(slot: Slot, x: number): number;
  operand(slot: Slot, cut: number): number;
}

export const ENCODINGS: Readonly<Record<EncodingId, Encoding>> = { bits, float, rank, integer };
