/** UBJSON values as bytes, for documents that no library would write. */

import { joinBytes } from "./mutants/bytes.ts";

/** Parts one after the other: text as its ASCII bytes, numbers as bytes, arrays flattened. */
export type Part = string | number | Uint8Array | readonly Part[];

export function ubjson(...parts: readonly Part[]): Uint8Array {
  return joinBytes(parts.map(flat));
}

function flat(part: Part): Uint8Array {
  if (typeof part === "string") return new TextEncoder().encode(part);
  if (typeof part === "number") return Uint8Array.of(part);
  return part instanceof Uint8Array ? part : joinBytes(part.map(flat));
}

/** A big-endian integer of 64 bits. */
function int64(value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value));
  return bytes;
}

/** The length that XGBoost writes before keys and texts and after #. */
export function length(value: number | bigint): Uint8Array {
  return ubjson("L", int64(value));
}

/** A key of an object: a text without its marker. */
export function key(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  return ubjson(length(bytes.length), bytes);
}

/** A document as XGBoost writes it: arrays with counts, typed where all items are numbers. */
export function toUbjson(value: unknown): Uint8Array {
  if (value === null || value === undefined) return ubjson("Z");
  if (typeof value === "boolean") return ubjson(value ? "T" : "F");
  if (typeof value === "string") return ubjson("S", key(value));
  if (typeof value === "number") return ubjson("D", double(value));
  if (Array.isArray(value)) {
    // Unlike map, from() meets the holes that an edit may have left.
    const items: readonly unknown[] = Array.from(value);
    const numbers = items.filter((item) => typeof item === "number");
    return numbers.length > 0 && numbers.length === items.length
      ? ubjson("[$D#", length(items.length), doubles(numbers))
      : ubjson("[#", length(items.length), items.map(toUbjson));
  }
  const entries = Object.entries(value as object);
  return ubjson(
    "{",
    entries.map(([name, item]) => [key(name), toUbjson(item)]),
    "}",
  );
}

function double(value: number): Uint8Array {
  return doubles([value]);
}

function doubles(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value);
  });
  return bytes;
}
