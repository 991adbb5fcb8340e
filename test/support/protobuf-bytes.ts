/** Protocol buffers as bytes, for messages that no library would write. */

import { joinBytes } from "./mutants/bytes.ts";

/** A whole number in seven-bit groups, negative ones as 64-bit integers. */
export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from([...bytes, Number(rest)]);
}

export function float32(value: number): Uint8Array {
  return new Uint8Array(Float32Array.of(value).buffer);
}

export function float64(value: number): Uint8Array {
  return new Uint8Array(Float64Array.of(value).buffer);
}

export function message(...fields: readonly Uint8Array[]): Uint8Array {
  return joinBytes(fields);
}

export function int(number: number, value: number | bigint): Uint8Array {
  return joinBytes([varint(number * 8), varint(value)]);
}

export function float(number: number, value: number): Uint8Array {
  return joinBytes([varint(number * 8 + 5), float32(value)]);
}

export function double(number: number, value: number): Uint8Array {
  return joinBytes([varint(number * 8 + 1), float64(value)]);
}

/** Text, bytes, an embedded message or packed numbers. */
export function bytes(number: number, value: Uint8Array | string): Uint8Array {
  const inside = typeof value === "string" ? new TextEncoder().encode(value) : value;
  return joinBytes([varint(number * 8 + 2), varint(inside.length), inside]);
}
