/**
 * e^-x in 32-bit integers, as emitted: x = distance / 2^exponent, result in units of 2^-30.
 *
 * e^-x = 2^-(n + f) with n whole and 0 <= f < 1; 2^-f by a polynomial of degree 5 in f, its
 * coefficients from interpolation at Chebyshev nodes. Error below 2^-20 for every argument
 * (test/unit/plan/exp.test.ts walks all of them on a grid).
 */
export function expNegative(distance: number, exponent: number): number {
  // distance * log2(e), in units of 2^-26.
  const high = multiplyHigh(distance, LOG2_E);
  const low = Math.imul(distance, LOG2_E) >>> 0;
  const shift = exponent + 5;
  const scaled = shift < 32 ? high * 2 ** (32 - shift) + (low >>> shift) : high >>> (shift - 32);
  if (scaled >= 31 * 2 ** 26) return 0;
  const whole = Math.floor(scaled / 2 ** 26);
  const fraction = (scaled % 2 ** 26) * 64;
  let sum = EXP_COEFFICIENTS[4]!;
  for (let i = 3; i >= 0; i--) sum = EXP_COEFFICIENTS[i]! - multiplyHigh(fraction, sum);
  return (2 ** 30 - (multiplyHigh(fraction, sum) >>> 2)) >>> whole;
}

/** log2(e) in units of 2^-31. */
const LOG2_E = 0xb8aa3b29;

/** Magnitudes of the alternating coefficients of (1 - 2^-f) / f, in units of 2^-32. */
export const EXP_COEFFICIENTS: readonly number[] = [
  0xb1721403, 0x3d7eb5bd, 0x0e2f415f, 0x0264622f, 0x0041c620,
];

/** The high word of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  return Math.floor((a * (b >>> 16) + Math.floor((a * (b & 0xffff)) / 0x10000)) / 0x10000);
}

/** part / whole in units of 2^-24, rounded down, for 0 <= part <= whole < 2^31. */
export function ratio(part: number, whole: number): number {
  let rest = part;
  let quotient = 0;
  for (let bit = 0; bit < 24; bit++) {
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
