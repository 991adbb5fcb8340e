import { exponentOf } from "../../math.ts";

/**
 * How a distance becomes the exponent of a power of two: (distance * multiplier) >> shift, a
 * multiplier of 32 bits.
 */
export interface BinaryScale {
  readonly multiplier: number;
  readonly shift: number;
}

/**
 * The scale that gives distance * factor in units of 2^-bits; a factor of log2(e) times the
 * distance's unit makes e^x of 2^x. Holds for factors of 2^-(32 + bits) to 2^(31 - bits); of
 * smaller ones the multiplier has fewer bits.
 */
export function binaryScale(factor: number, bits: number): BinaryScale {
  const shift = Math.min(63, 31 - exponentOf(factor) - bits);
  const multiplier = Math.round(factor * 2 ** (bits + shift));
  return multiplier < 2 ** 32 ? { multiplier, shift } : { multiplier: 2 ** 31, shift: shift - 1 };
}

/** (distance * multiplier) >> shift; beyond 2^53 only its magnitude counts. */
export function scaleDistance(distance: number, { multiplier, shift }: BinaryScale): number {
  const high = multiplyHigh(distance, multiplier);
  const low = Math.imul(distance, multiplier) >>> 0;
  if (shift >= 32) return Math.floor(high / 2 ** (shift - 32));
  return high * 2 ** (32 - shift) + Math.floor(low / 2 ** shift);
}

/** Bits of the fraction that the class exponential takes. */
export const CLASS_BITS = 26;

/**
 * e^-x in 32-bit integers, as emitted: x = distance in the units that `scale` was made for, result
 * in units of 2^-30.
 *
 * e^-x = 2^-(n + f) with n whole and 0 <= f < 1; 2^-f by a polynomial of degree 5 in f, its
 * coefficients from interpolation at Chebyshev nodes. Error below 2^-20 for every argument
 * (test/unit/plan/exp.test.ts walks all of them on a grid).
 */
export function expNegative(distance: number, scale: BinaryScale): number {
  const scaled = scaleDistance(distance, scale);
  if (scaled >= 31 * 2 ** CLASS_BITS) return 0;
  const whole = Math.floor(scaled / 2 ** CLASS_BITS);
  const fraction = (scaled % 2 ** CLASS_BITS) * 64;
  return (2 ** 30 - (oneMinusPower(fraction, EXP_COEFFICIENTS) >>> 2)) >>> whole;
}

/** Magnitudes of the alternating coefficients of (1 - 2^-f) / f, in units of 2^-32. */
export const EXP_COEFFICIENTS: readonly number[] = [
  0xb1721403, 0x3d7eb5bd, 0x0e2f415f, 0x0264622f, 0x0041c620,
];

/** 1 - 2^-f in units of 2^-32, for f = fraction * 2^-32. */
export function oneMinusPower(fraction: number, coefficients: readonly number[]): number {
  let sum = coefficients.at(-1)!;
  for (let i = coefficients.length - 2; i >= 0; i--)
    sum = coefficients[i]! - multiplyHigh(fraction, sum);
  return multiplyHigh(fraction, sum);
}

/** The high word of the 64-bit product of two unsigned 32-bit numbers. */
export function multiplyHigh(a: number, b: number): number {
  return Math.floor((a * (b >>> 16) + Math.floor((a * (b & 0xffff)) / 0x10000)) / 0x10000);
}

/** part / whole in units of 2^-bits, rounded down, for 0 <= part <= whole < 2^31; all ones for 1. */
export function ratio(part: number, whole: number, bits = 24): number {
  let rest = part;
  let quotient = 0;
  for (let bit = 0; bit < bits; bit++) {
    rest *= 2;
    quotient *= 2;
    if (rest >= whole) {
      rest -= whole;
      quotient++;
    }
  }
  return quotient;
}

export const RATIO_UNIT = 2 ** -24;
