/**
 * Exact binary32 and binary64 arithmetic that JavaScript lacks: bit patterns, ordered keys,
 * directed rounding, and correctly rounded exp and log (engines differ in Math.exp and Math.log).
 */

const cell = new DataView(new ArrayBuffer(8));

/** Bits of the binary32 nearest to `x`, as an unsigned 32-bit number. */
export function f32Bits(x: number): number {
  cell.setFloat32(0, x);
  return cell.getUint32(0);
}

export function f32FromBits(bits: number): number {
  cell.setUint32(0, bits >>> 0);
  return cell.getFloat32(0);
}

export function f64Bits(x: number): bigint {
  cell.setFloat64(0, x);
  return cell.getBigUint64(0);
}

export function f64FromBits(bits: bigint): number {
  cell.setBigUint64(0, bits);
  return cell.getFloat64(0);
}

/**
 * Signed 32-bit key that orders binary32 as numbers: -inf < ... < -0 < +0 < ... < +inf.
 * NaN lies outside: +NaN above +inf, -NaN below -inf.
 */
export function f32Key(x: number): number {
  const bits = f32Bits(x) | 0;
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

export function f32FromKey(key: number): number {
  return f32FromBits((key ^ ((key >> 31) & 0x7fffffff)) >>> 0);
}

export const F32_KEY_NEGATIVE_INFINITY = f32Key(Number.NEGATIVE_INFINITY);
export const F32_KEY_POSITIVE_INFINITY = f32Key(Number.POSITIVE_INFINITY);

/** Largest binary32 not above `x`; NaN stays NaN. */
export function floor32(x: number): number {
  const near = Math.fround(x);
  return near > x ? nextDown32(near) : near;
}

/** Smallest binary32 not below `x`; NaN stays NaN. */
export function ceil32(x: number): number {
  const near = Math.fround(x);
  return near < x ? nextUp32(near) : near;
}

/** Next binary32 above `x`; both zeros give the smallest subnormal; +inf stays. */
export function nextUp32(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x;
  return f32FromKey(f32Key(x === 0 ? 0 : x) + 1);
}

export function nextDown32(x: number): number {
  return -nextUp32(-x);
}

/** Next binary64 above `x`; both zeros give the smallest subnormal; +inf stays. */
export function nextUp64(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x;
  if (x === 0) return Number.MIN_VALUE;
  const bits = f64Bits(x);
  return f64FromBits(x > 0 ? bits + 1n : bits - 1n);
}

export function nextDown64(x: number): number {
  return -nextUp64(-x);
}

/** Whether `x` is a binary32 value (NaN and infinities are). */
export function isF32(x: number): boolean {
  return Object.is(Math.fround(x), x) || Number.isNaN(x);
}

/** Exponent e with 2^e <= |x| < 2^(e+1) for finite nonzero `x`, subnormals included. */
export function exponentOf(x: number): number {
  cell.setFloat64(0, x);
  const biased = (cell.getUint16(0) >> 4) & 0x7ff;
  if (biased !== 0) return biased - 1023;
  return exponentOf(x * 2 ** 54) - 54;
}

/** Exponent of the lowest set bit of finite nonzero `x`: x is an odd multiple of 2^e. */
export function lowestBitExponent(x: number): number {
  const bits = f64Bits(Math.abs(x));
  const biased = Number(bits >> 52n);
  let mantissa = bits & ((1n << 52n) - 1n);
  if (biased !== 0) mantissa |= 1n << 52n;
  let exponent = (biased === 0 ? 1 : biased) - 1075;
  while ((mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    exponent++;
  }
  return exponent;
}

/** The largest of many numbers and `start`; a spread into Math.max overflows the stack. */
export function largest(values: Iterable<number>, start = Number.NEGATIVE_INFINITY): number {
  let most = start;
  for (const value of values) if (value > most) most = value;
  return most;
}

/** Distance from |x| to the next larger binary32, 2^-149 at zero. */
export function ulp32(x: number): number {
  const magnitude = Math.abs(Math.fround(x));
  if (magnitude === Number.POSITIVE_INFINITY) return magnitude;
  return 2 ** (Math.max(exponentOf(magnitude || 2 ** -149), -126) - 23);
}

// Double-double: an unevaluated sum hi + lo with |lo| <= ulp(hi)/2, about 106 bits. The error-free
// products and sums are Dekker's and Knuth's.

type Pair = readonly [hi: number, lo: number];

function twoSum(a: number, b: number): Pair {
  const sum = a + b;
  const bVirtual = sum - a;
  return [sum, a - (sum - bVirtual) + (b - bVirtual)];
}

function twoProduct(a: number, b: number): Pair {
  const product = a * b;
  const aScaled = 134217729 * a;
  const aHi = aScaled - (aScaled - a);
  const aLo = a - aHi;
  const bScaled = 134217729 * b;
  const bHi = bScaled - (bScaled - b);
  const bLo = b - bHi;
  return [product, aLo * bLo - (product - aHi * bHi - aLo * bHi - aHi * bLo)];
}

function addPair(a: Pair, b: Pair): Pair {
  const [sum, error] = twoSum(a[0], b[0]);
  return twoSum(sum, error + a[1] + b[1]);
}

function multiplyPair(a: Pair, b: Pair): Pair {
  const [product, error] = twoProduct(a[0], b[0]);
  return twoSum(product, error + a[0] * b[1] + a[1] * b[0]);
}

function dividePair(a: Pair, b: Pair): Pair {
  const quotient = a[0] / b[0];
  const rest = addPair(a, multiplyPair([-quotient, 0], b));
  return twoSum(quotient, rest[0] / b[0]);
}

const LN2: Pair = [Math.LN2, 2.3190468138462996e-17];

/** e^x as a pair, relative error below 2^-95, for -746 < x < 711, with its power of two apart. */
function expPair(x: Pair): { pair: Pair; power: number } {
  const power = Math.round(x[0] / LN2[0]);
  const reduced = addPair(x, multiplyPair([-power, 0], LN2));
  const r: Pair = [reduced[0] / 512, reduced[1] / 512];
  // e^r - 1 by Taylor's series; |r| < 0.00068, so ten terms leave less than 2^-110.
  let term: Pair = r;
  let sum: Pair = r;
  for (let n = 2; n <= 10; n++) {
    term = dividePair(multiplyPair(term, r), [n, 0]);
    sum = addPair(sum, term);
  }
  // (1 + s)^2 - 1 = 2s + s^2, nine times, keeps the small part's precision.
  for (let n = 0; n < 9; n++) sum = addPair([2 * sum[0], 2 * sum[1]], multiplyPair(sum, sum));
  return { pair: addPair([1, 0], sum), power };
}

/** hi + lo, times 2^power, rounded once also where the result is subnormal. */
function scalePair(pair: Pair, power: number): number {
  if (power + exponentOf(pair[0]) >= -1022) {
    // Two factors, because 2^power alone may be out of range; neither product rounds.
    const half = power >> 1;
    return (pair[0] + pair[1]) * 2 ** half * 2 ** (power - half);
  }
  // Adding a large constant rounds at the subnormal's last place before the exact scaling down.
  const big = 2 ** (-1022 - power) * 1.5;
  const [sum, error] = twoSum(big, pair[0]);
  return (sum + (error + pair[1]) - big) * 2 ** (power + 500) * 2 ** -500;
}

/** e^x, correctly rounded (but for inputs whose result lies within 2^-95 of a rounding boundary). */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  if (x === 0) return 1;
  const { pair, power } = expPair([x, 0]);
  return scalePair(pair, power);
}

/** 2^x, correctly rounded as `exp` is. */
export function exp2(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x >= 1024) return Number.POSITIVE_INFINITY;
  if (x < -1075) return 0;
  if (Number.isInteger(x)) return x < -1022 ? 2 ** (x + 100) * 2 ** -100 : 2 ** x;
  const { pair, power } = expPair(multiplyPair([x, 0], LN2));
  return scalePair(pair, power);
}

/** ln x, correctly rounded (but for inputs whose result lies within 2^-90 of a rounding boundary). */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY || x === 1) return x === 1 ? 0 : x;
  const power = exponentOf(x * Math.SQRT2);
  const reduced = power < -1000 ? x * 2 ** 100 * 2 ** (-power - 100) : x * 2 ** -power;
  return logPair([reduced, 0], power);
}

/** ln (1 + x), correctly rounded as `log` is. */
export function log1p(x: number): number {
  if (Number.isNaN(x) || x < -1) return Number.NaN;
  if (x === 0) return x;
  if (x === -1) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (Math.abs(x) < 2 ** -32) {
    // x - x^2/2 + x^3/3; the next term is below 2^-96 of x.
    const square = multiplyPair([x, 0], [x, 0]);
    const cube = dividePair(multiplyPair(square, [x, 0]), [3, 0]);
    const result = addPair(addPair([x, 0], [-square[0] / 2, -square[1] / 2]), cube);
    return result[0] + result[1];
  }
  const [hi, lo] = twoSum(1, x);
  const power = exponentOf(hi * Math.SQRT2);
  const scale = 2 ** -power;
  return logPair([hi * scale, lo * scale], power);
}

/** ln (reduced * 2^power), rounded; reduced lies around 1. */
function logPair(reduced: Pair, power: number): number {
  // Newton on e^y = reduced, twice from a first guess good to 2^-50.
  let y: Pair = [Math.log(reduced[0]), 0];
  for (let n = 0; n < 2; n++) {
    const { pair, power } = expPair(y);
    const e: Pair = [pair[0] * 2 ** power, pair[1] * 2 ** power];
    y = addPair(y, dividePair(addPair(reduced, [-e[0], -e[1]]), e));
  }
  const result = addPair(multiplyPair([power, 0], LN2), y);
  return result[0] + result[1];
}

/** e^x in binary32: correctly rounded, which glibc's expf is within 1 ulp of. */
export function expf(x: number): number {
  return Math.fround(exp(Math.fround(x)));
}

/** ln x in binary32, correctly rounded. */
export function logf(x: number): number {
  return Math.fround(log(Math.fround(x)));
}
