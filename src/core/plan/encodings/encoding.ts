import type { InputType } from "../plan.ts";
import { bits } from "./bits.ts";
import { float } from "./float.ts";
import { integer } from "./integer.ts";
import { rank } from "./rank.ts";

export type EncodingId = "bits" | "float" | "rank" | "integer";

/**
 * One number that tests read: a feature, and where its NaN goes. Every test on it is
 * `value <= cuts[i]` in input order; NaN right compares above all cuts, NaN left below.
 */
export interface Slot {
  readonly feature: number;
  /** `none`: rows are finite, so it does not matter. */
  readonly nan: "none" | "left" | "right";
  /** Distinct thresholds, ascending, values of the input type. */
  readonly cuts: Float64Array;
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
