import { f32Bits, f64Bits } from "../math.ts";

/** Lossless C literals. */

/** A binary32 constant: nine significant digits, which read back to the same bits. */
export function toFloatLiteral(x: number): string {
  const text = Object.is(x, -0) ? "-0" : shortDecimal(Number(x.toPrecision(9)));
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
}

export function toHex(x: number, digits: number): string {
  return `0x${x.toString(16).padStart(digits, "0")}`;
}

/** A signed 32-bit number in hex, sign apart, as ordered float keys are printed. */
export function toSignedHex(x: number): string {
  return x < 0 ? `-${toHex(-x, 8)}` : toHex(x, 8);
}

export function floatBitsLiteral(x: number): string {
  return `${toHex(f32Bits(x), 8)}`;
}

/** High and low word of a binary64's bits. */
export function doubleBitsWords(x: number): readonly [high: string, low: string] {
  const bits = f64Bits(x);
  return [toHex(Number(bits >> 32n), 8), toHex(Number(bits & 0xffffffffn), 8)];
}

/** "5.8", "1,566": for people. */
export function toCount(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Five significant digits, without exponent where it stays short. */
export function toQuantity(x: number): string {
  return shortDecimal(Number(x.toPrecision(5)));
}

/** JavaScript's decimal, but with an exponent from three zeros after the point on. */
function shortDecimal(x: number): string {
  return x !== 0 && Math.abs(x) < 1e-3 ? x.toExponential() : String(x);
}

/** "1 tree", "1,566 trees". */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${toCount(count)} ${count === 1 ? one : several}`;
}

/** Two digits, rounded up: a bound that holds as it is read. */
export function toBound(bound: number): string {
  const exponent = Math.floor(Math.log10(bound)) - 1;
  const digits = Math.ceil(Number((bound / 10 ** exponent).toPrecision(12)));
  return String(Number(`${digits}e${exponent}`));
}
