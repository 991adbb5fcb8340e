import type { InputType } from "../plan.ts";
import { bits } from "./bits.ts";
import { float } from "./float.ts";
import { integer } from "./integer.ts";
import { rank } from "./rank.ts";

export type EncodingId = "bits" | "float" | "rank" | "integer";

/**
 * One number that tests read: a feature, and where its NaN goes. A test on it is
 * `value <= cuts[i]` in input order; NaN right compares above all cuts, NaN left below.
 *
 * Where a slot has sets, a test asks whether sets[i] has the value's rank, the number of cuts that
 * lie below it; NaN ranks above all numbers.
 */
export interface Slot {
  readonly feature: number;
  /** `none`: rows are finite, so it does not matter. */
  readonly nan: "none" | "left" | "right";
  /** Distinct thresholds, ascending, values of the input type. */
  readonly cuts: Float64Array;
  /** Distinct rows of bits, one a rank, from the lowest bit of the first byte up. */
  readonly sets?: readonly Uint8Array[];
}

/** Whether the features of slots are looked up, their numbers being others. */
export function isIndirect(slots: readonly Slot[]): boolean {
  return slots.some(({ feature }, slot) => feature !== slot);
}

/** How many different tests a slot has. */
export function testsOf({ sets, cuts }: Slot): number {
  return (sets ?? cuts).length;
}

/** Why only ranks carry sets. */
export const NEEDS_RANKS = "the model tests sets, which needs ranks";

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
