import { fail } from "../diagnostics/diagnostic.ts";
import { ByteReader } from "./byte-reader.ts";

/**
 * Protocol buffers: reads one message by a schema of the fields that are wanted. Fields that the
 * schema does not name are passed over; absent ones stay absent.
 */
export interface Schema {
  readonly [name: string]: Field<FieldType, boolean>;
}

/**
 * `int64` stands for every kind of varint but zigzag; beyond 2^53 it gives the nearest double.
 * A schema is an embedded message.
 */
export type FieldType = "int64" | "float" | "double" | "string" | "bytes" | Schema;

export interface Field<T extends FieldType, Many extends boolean> {
  readonly number: number;
  readonly type: T;
  readonly many: Many;
}

/** A field that stands once: the last one counts, as in every reader of the format. */
export function one<const T extends FieldType>(number: number, type: T): Field<T, false> {
  return { number, type, many: false };
}

/** A field that may stand any number of times, numbers packed or not. */
export function many<const T extends FieldType>(number: number, type: T): Field<T, true> {
  return { number, type, many: true };
}

export type Message<S extends Schema> = {
  readonly [K in keyof S]?: S[K] extends Field<infer T, infer Many>
    ? Many extends true
      ? readonly Value<T>[]
      : Value<T>
    : never;
};

type Value<T extends FieldType> = T extends Schema
  ? Message<T>
  : T extends "string"
    ? string
    : T extends "bytes"
      ? Uint8Array
      : number;

/** Most messages in one list: an empty one takes two bytes in the file and a hundred in memory. */
const MAX_MESSAGES = 100_000;

/** @throws DiagnosticError where the bytes are not such a message; places are byte offsets. */
export function readMessage<S extends Schema>(bytes: Uint8Array, schema: S): Message<S> {
  return readFields(new ByteReader(bytes), bytes.length, schema) as Message<S>;
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

const WIRE_OF = { int64: VARINT, double: FIXED64, float: FIXED32 } as const;

type Fields = Record<string, unknown>;

function readFields(reader: ByteReader, end: number, schema: Schema): Fields {
  const message: Fields = {};
  const names = new Map(Object.entries(schema).map(([name, field]) => [field.number, name]));
  while (reader.offset < end) {
    const at = reader.offset;
    const tag = readVarint(reader, "a field's tag");
    const wire = tag % 8;
    const number = Math.floor(tag / 8);
    if (number < 1 || number >= 2 ** 29) bad(`a field has the number ${number}`, at);
    const name = names.get(number);
    if (name === undefined) skip(reader, wire, at);
    else readField(reader, { name, field: schema[name]!, wire, at, end }, message);
    if (reader.offset > end) bad("a field is longer than its message", at);
  }
  return message;
}

interface FoundField {
  readonly name: string;
  readonly field: Field<FieldType, boolean>;
  readonly wire: number;
  readonly at: number;
  /** End of the message that it stands in. */
  readonly end: number;
}

function readField(reader: ByteReader, found: FoundField, message: Fields): void {
  const { name, field, wire, at, end } = found;
  const { type } = field;
  if (field.many) message[name] ??= [];
  const list = message[name] as unknown[];
  const add = (value: unknown) => {
    if (field.many) list.push(value);
    else message[name] = value;
  };
  if (type === "int64" || type === "float" || type === "double") {
    if (wire === WIRE_OF[type]) add(readNumber(reader, type));
    else if (wire === LENGTH && field.many) {
      const packedEnd = endOfNext(reader, end, at);
      while (reader.offset < packedEnd) list.push(readNumber(reader, type));
      if (reader.offset > packedEnd) bad("a packed number is cut short", at);
    } else wrongWire(name, wire, at);
    return;
  }
  if (wire !== LENGTH) wrongWire(name, wire, at);
  const messageEnd = endOfNext(reader, end, at);
  if (typeof type === "object") {
    if (field.many && list.length >= MAX_MESSAGES) bad(`more than ${MAX_MESSAGES} ${name}`, at);
    // A message that stands once and comes in parts would have to be merged; no writer does so.
    if (!field.many && message[name] !== undefined) bad(`${name} stands twice`, at);
    add(readFields(reader, messageEnd, type));
  } else {
    const value = reader.take(messageEnd - reader.offset, name);
    add(type === "bytes" ? value : UTF8.decode(value));
  }
}

const UTF8 = new TextDecoder();

/** End of a length-delimited value, checked against the message around it. */
function endOfNext(reader: ByteReader, end: number, at: number): number {
  const length = readVarint(reader, "a length");
  if (length < 0 || length > end - reader.offset) bad(`${length} bytes announced`, at);
  return reader.offset + length;
}

function readNumber(reader: ByteReader, type: keyof typeof WIRE_OF): number {
  switch (type) {
    case "int64":
      return readVarint(reader, "a whole number");
    case "float":
      return reader.f32("a float");
    case "double":
      return reader.f64("a double");
  }
}

/** A varint as a signed 64-bit integer; beyond 2^53 the nearest double. */
function readVarint(reader: ByteReader, what: string): number {
  const at = reader.offset;
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = reader.u8(what);
    const bits = byte & 0x7f;
    if (shift < 28) low += bits * 2 ** shift;
    else high += bits * 2 ** (shift - 28);
    if (byte >= 0x80) continue;
    // 36 high bits; what lies beyond bit 63 is dropped, as 64-bit readers do.
    const folded = high % 2 ** 36;
    const signed = folded >= 2 ** 35 ? folded - 2 ** 36 : folded;
    return signed * 2 ** 28 + low;
  }
  return bad(`${what} has more than ten bytes`, at);
}

function skip(reader: ByteReader, wire: number, at: number): void {
  switch (wire) {
    case VARINT:
      for (let i = 0; i < 10; i++) if (reader.u8("a whole number") < 0x80) return;
      bad("a whole number has more than ten bytes", at);
      break;
    case FIXED64:
      reader.take(8, "a double");
      break;
    case LENGTH:
      reader.take(endOfNext(reader, reader.bytes.length, at) - reader.offset, "a field");
      break;
    case FIXED32:
      reader.take(4, "a float");
      break;
    default:
      bad(`a field is of wire type ${wire}`, at);
  }
}

function wrongWire(name: string, wire: number, at: number): never {
  bad(`the field ${name} is of wire type ${wire}`, at);
}

function bad(what: string, at: number): never {
  fail("protobuf/bad-wire", { what }, { at: `byte ${at}` });
}
