import { type BinaryScale, oneMinusPower, scaleDistance } from "./exp.ts";

/**
 * 2^-x in integers, precise enough for float32, as emitted: 2^-x = mantissa * 2^-(31 + whole) with
 * 2^30 <= mantissa <= 2^31. The mantissa's relative error is below 2^-28; x is cut to units of 2^-28.
 */
export interface Power {
  readonly mantissa: number;
  /** At most FARTHEST_POWER, where no float32 is left. */
  readonly whole: number;
}

/** Bits of x's fraction. */
export const POWER_BITS = 28;
const FARTHEST_POWER = 160;

/** Magnitudes of the alternating coefficients of (1 - 2^-f) / f, in units of 2^-32; 2^-1 is exact. */
export const POWER_COEFFICIENTS: readonly number[] = [
  0xb17217f7, 0x3d7f7bcb, 0x0e358127, 0x027641a9, 0x005728b0, 0x0009c200, 0x0000bda6,
];

/** 2^-x for x = distance in the units that `scale` was made for. */
export function negativePower(distance: number, scale: BinaryScale): Power {
  const { whole, fraction } = binaryExponent(distance, scale);
  return { whole, mantissa: fractionPower(fraction) };
}

/** 2^x, as mantissa * 2^(exponent - 31). */
export function positivePower(
  distance: number,
  scale: BinaryScale,
): { readonly mantissa: number; readonly exponent: number } {
  const { whole, fraction } = binaryExponent(distance, scale);
  // 2^(n + f) = 2^(n + 1) * 2^-(1 - f)
  return fraction === 0
    ? { exponent: whole, mantissa: 2 ** 31 }
    : { exponent: whole + 1, mantissa: fractionPower(2 ** 32 - fraction) };
}

/** 2^-x in units of 2^-30, rounded down. */
export function powerPart({ mantissa, whole }: Power): number {
  return whole < 31 ? mantissa >>> (whole + 1) : 0;
}

/** Whole part of x, and its fraction in units of 2^-32. */
function binaryExponent(distance: number, scale: BinaryScale) {
  const x = Math.min(scaleDistance(distance, scale), FARTHEST_POWER * 2 ** POWER_BITS);
  const whole = Math.floor(x / 2 ** POWER_BITS);
  return { whole, fraction: (x - whole * 2 ** POWER_BITS) * 2 ** (32 - POWER_BITS) };
}

/** 2^-f in units of 2^-31, for f = fraction * 2^-32. */
function fractionPower(fraction: number): number {
  return 2 ** 31 - (oneMinusPower(fraction, POWER_COEFFICIENTS) >>> 1);
}

/** mantissa * 2^exponent as a float32, rounded once; the mantissa is below 2^53. */
export function floatOf(mantissa: number, exponent: number): number {
  return Math.fround(mantissa * 2 ** exponent);
}

/** The same of a mantissa of up to 64 bits. */
export function floatOfWide(mantissa: bigint, exponent: number): number {
  let kept = mantissa;
  let shift = 0;
  for (; kept >= 2n ** 32n; shift++) kept = (kept >> 1n) | (kept & 1n);
  return floatOf(Number(kept), exponent + shift);
}
