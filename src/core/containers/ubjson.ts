import { fail } from "../diagnostics/diagnostic.ts";
import { ByteReader } from "./byte-reader.ts";

/** Far above the nine levels of XGBoost's documents, and far below any engine's stack. */
const MAX_DEPTH = 64;

/**
 * Most objects and arrays; a tree of XGBoost's has sixteen. Two bytes of a file can ask for one, and
 * an empty one takes some hundred bytes of memory.
 */
const MAX_CONTAINERS = 2 ** 22;

class UbjsonReader extends ByteReader {
  containers = 0;
}

/** Numbers of a typed array of the file; those of 64 bits become doubles, exact up to 2^53. */
export type UbjsonNumbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

interface NumberType {
  /** Bytes of one number in the file. */
  readonly size: number;
  readonly make: (length: number) => UbjsonNumbers;
  /** The number at a byte offset, big-endian. */
  readonly at: (view: DataView, offset: number) => number;
}

const NUMBERS: ReadonlyMap<string, NumberType> = new Map<string, NumberType>([
  ["i", { size: 1, make: (n) => new Int8Array(n), at: (v, o) => v.getInt8(o) }],
  ["U", { size: 1, make: (n) => new Uint8Array(n), at: (v, o) => v.getUint8(o) }],
  ["I", { size: 2, make: (n) => new Int16Array(n), at: (v, o) => v.getInt16(o) }],
  ["l", { size: 4, make: (n) => new Int32Array(n), at: (v, o) => v.getInt32(o) }],
  ["L", { size: 8, make: (n) => new Float64Array(n), at: (v, o) => Number(v.getBigInt64(o)) }],
  ["d", { size: 4, make: (n) => new Float32Array(n), at: (v, o) => v.getFloat32(o) }],
  ["D", { size: 8, make: (n) => new Float64Array(n), at: (v, o) => v.getFloat64(o) }],
]);

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["Z", null],
  ["T", true],
  ["F", false],
]);

/** Does it start like a UBJSON object whose first key has a length of eight bytes, as XGBoost's do? */
export function looksLikeUbjson(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b && bytes[1] === 0x4c && bytes[2] === 0 && bytes[3] === 0;
}

/**
 * Reads a UBJSON document (draft 12, without no-ops, high-precision numbers and sized objects,
 * which XGBoost does not write). Gives what JSON.parse would give, except that typed arrays are
 * typed arrays. A key given twice keeps its last value.
 *
 * @throws DiagnosticError for anything else, with the byte where it stands; nothing is allocated
 *   that the bytes do not fill.
 */
export function readUbjson(bytes: Uint8Array): unknown {
  const reader = new UbjsonReader(bytes);
  const document = readValue(reader, marker(reader), 0);
  const left = bytes.length - reader.offset;
  if (left > 0) fail("ubjson/trailing", { left }, { at: `byte ${reader.offset}` });
  return document;
}

function readValue(reader: UbjsonReader, type: string, depth: number): unknown {
  if (type === "{" || type === "[") {
    if (depth >= MAX_DEPTH) {
      fail("ubjson/too-deep", { limit: MAX_DEPTH }, { at: `byte ${reader.offset - 1}` });
    }
    if (++reader.containers > MAX_CONTAINERS) {
      fail("ubjson/too-many", { limit: MAX_CONTAINERS }, { at: `byte ${reader.offset - 1}` });
    }
    return type === "{" ? readObject(reader, depth + 1) : readArray(reader, depth + 1);
  }
  if (type === "S") return readText(reader, readLength(reader, marker(reader)));
  if (type === "C") return readText(reader, 1);
  if (WORDS.has(type)) return WORDS.get(type);
  const numbers = NUMBERS.get(type) ?? badMarker(reader, type, "a value");
  return readNumbers(reader, numbers, 1)[0];
}

function readObject(reader: UbjsonReader, depth: number): object {
  const object: Record<string, unknown> = {};
  for (let next = marker(reader); next !== "}"; next = marker(reader)) {
    const key = readText(reader, readLength(reader, next));
    const value = readValue(reader, marker(reader), depth);
    if (key !== "__proto__") object[key] = value;
    else Object.defineProperty(object, key, { value, configurable: true, enumerable: true });
  }
  return object;
}

/** `[values]`, `[#count values` or `[$type#count numbers`. */
function readArray(reader: UbjsonReader, depth: number): unknown[] | UbjsonNumbers {
  const values: unknown[] = [];
  let next = marker(reader);
  if (next === "$") {
    const type = marker(reader);
    const numbers = NUMBERS.get(type) ?? badMarker(reader, type, "a type of numbers");
    expectMarker(reader, "#");
    return readNumbers(reader, numbers, readLength(reader, marker(reader)));
  }
  if (next === "#") {
    const count = readLength(reader, marker(reader));
    // Every value takes a byte at least, so a count beyond the file ends at its end.
    while (values.length < count) values.push(readValue(reader, marker(reader), depth));
    return values;
  }
  for (; next !== "]"; next = marker(reader)) values.push(readValue(reader, next, depth));
  return values;
}

function readNumbers(reader: UbjsonReader, { size, make, at }: NumberType, length: number) {
  const bytes = reader.take(length * size, "an array of numbers");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = make(length);
  for (let i = 0; i < length; i++) numbers[i] = at(view, i * size);
  return numbers;
}

/** A length or count whose marker, one of integers, has been read. */
function readLength(reader: UbjsonReader, type: string): number {
  const numbers = "iUIlL".includes(type) ? NUMBERS.get(type) : undefined;
  const [length = -1] = readNumbers(reader, numbers ?? badMarker(reader, type, "a length"), 1);
  if (length < 0) fail("ubjson/bad-length", { length }, { at: `byte ${reader.offset}` });
  return length;
}

function readText(reader: UbjsonReader, length: number): string {
  const at = reader.offset;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(reader.take(length, "a text"));
  } catch (error) {
    if (error instanceof TypeError) fail("ubjson/not-utf-8", {}, { at: `byte ${at}` });
    throw error;
  }
}

function marker(reader: UbjsonReader): string {
  return String.fromCharCode(reader.u8("the UBJSON document"));
}

function expectMarker(reader: UbjsonReader, expected: string): void {
  const found = marker(reader);
  if (found !== expected) badMarker(reader, found, expected);
}

/** Ends the reading at the marker just read. */
function badMarker(reader: UbjsonReader, found: string, expected: string): never {
  const at = `byte ${reader.offset - 1}`;
  const code = found.charCodeAt(0);
  const shown = code > 0x20 && code < 0x7f ? `'${found}'` : `byte ${code}`;
  return fail("ubjson/bad-marker", { found: shown, expected }, { at });
}
