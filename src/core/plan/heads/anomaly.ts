import type { AnomalyHead } from "../../ir/model.ts";
import { exponentOf } from "../../math.ts";
import type { Scores } from "../scores.ts";
import { type BinaryScale, binaryScale } from "./exp.ts";
import { negativePower, POWER_BITS, powerPart } from "./power.ts";

/** How an anomaly's power of two takes path lengths in units of `unit`. */
export function anomalyScale({ divisor }: AnomalyHead, unit: number): BinaryScale {
  return binaryScale(unit / divisor, POWER_BITS);
}

/** The decision value is -(power >> shift) - offset in units of 2^-bits, a 32-bit integer. */
export interface AnomalyUnits {
  readonly bits: number;
  /** From units of 2^-30. */
  readonly shift: number;
  readonly offset: number;
}

export function anomalyUnits({ offset }: AnomalyHead): AnomalyUnits {
  // 1 and the offset together stay below 2^31 units.
  const bits = 29 - Math.max(0, exponentOf(1 + Math.abs(offset)));
  return { bits, shift: 30 - bits, offset: Math.round(offset * 2 ** bits) };
}

/** The decision value as emitted: float32. */
export function deviceAnomaly(head: AnomalyHead, scores: Scores): number {
  const { bits, shift, offset } = anomalyUnits(head);
  const power = powerPart(negativePower(scores.distance(0), anomalyScale(head, scores.unit(0))));
  return Math.fround(Math.fround(-(power >>> shift) - offset) * 2 ** -bits);
}
