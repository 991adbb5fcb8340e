import { joinBytes } from "./bytes.ts";
import { at, type Edit, type Form } from "./edit.ts";

/** A field of a message: a number, bytes, or a message inside. */
interface Field {
  number: number;
  /** 0 varint, 1 eight bytes, 2 with a length, 5 four bytes. */
  wire: number;
  value: bigint | Uint8Array | Field[];
}

const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The fields of a message; undefined where the bytes are none. */
function parse(bytes: Uint8Array, depth: number): Field[] | undefined {
  const fields: Field[] = [];
  let offset = 0;
  const varint = (): bigint | undefined => {
    let value = 0n;
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const byte = bytes[offset++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (offset < bytes.length) {
    const tag = varint();
    if (tag === undefined || tag >> 3n === 0n || tag > 0xffffn) return undefined;
    const wire = Number(tag & 7n);
    const number = Number(tag >> 3n);
    if (wire === 0) {
      const value = varint();
      if (value === undefined) return undefined;
      fields.push({ number, wire, value });
      continue;
    }
    const length = wire === 2 ? Number(varint() ?? -1n) : (FIXED[wire] ?? -1);
    if (length < 0 || offset + length > bytes.length) return undefined;
    const inside = bytes.subarray(offset, offset + length);
    offset += length;
    const message = wire === 2 && length > 1 && depth < 8 ? parse(inside, depth + 1) : undefined;
    fields.push({ number, wire, value: message ?? inside });
  }
  return fields;
}

function encode(fields: readonly Field[]): Uint8Array {
  return joinBytes(
    fields.flatMap(({ number, wire, value }) => {
      const tag = varintBytes(BigInt(number * 8 + wire));
      if (typeof value === "bigint") return [tag, varintBytes(value)];
      const inside = Array.isArray(value) ? encode(value) : value;
      return wire === 2 ? [tag, varintBytes(BigInt(inside.length)), inside] : [tag, inside];
    }),
  );
}

function varintBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from([...bytes, Number(rest)]);
}

const ODD_NUMBERS = [0n, 1n, 2n, 7n, 255n, 2n ** 31n - 1n, 2n ** 32n, 2n ** 63n, -1n, -2n];

type Place = readonly [holder: Field[], index: number];

const KINDS: readonly ((place: Place, other: Place, edit: Edit) => void)[] = [
  ([holder, index]) => void holder.splice(index, 1),
  ([holder, index]) => void holder.splice(index, 0, structuredClone(holder[index]!)),
  ([holder, index], [from, there]) => {
    holder[index] = structuredClone(from[there]!);
  },
  ([holder, index], [from, there]) => {
    const kept = holder[index]!.value;
    holder[index]!.value = from[there]!.value;
    from[there]!.value = kept;
  },
  ([holder, index], _, { value }) => {
    holder[index]!.number = 1 + (value % 45);
  },
  ([holder, index], _, { value }) => {
    const field = holder[index]!;
    if (typeof field.value === "bigint") field.value = at(ODD_NUMBERS, value);
    else if (field.value instanceof Uint8Array) field.value = changed(field.value, value);
    else field.value.length >>= 1;
  },
];

/** A float becomes an odd one; other bytes are cut or filled. */
function changed(bytes: Uint8Array, value: number): Uint8Array {
  const words = [0x7fc00000, 0x7f800000, 0xff800000, 0x80000000, 0x00000001, 0x3f800000];
  if (bytes.length === 4) return new Uint8Array(Uint32Array.of(at(words, value)).buffer);
  return value % 2 ? bytes.slice(0, bytes.length >> 1) : bytes.slice().fill(0xff);
}

/** The fields of a protobuf message, at any depth. */
export const protobufFields: Form = (bytes) => {
  const original = parse(bytes, 0);
  if (!original) throw new Error("no protobuf message");
  return (edits) => {
    const message = structuredClone(original);
    for (const edit of edits) {
      const places = placesIn(message);
      if (places.length === 0) break;
      at(KINDS, edit.kind)(at(places, edit.place), at(places, edit.other), edit);
    }
    return encode(message);
  };
};

function placesIn(message: Field[]): Place[] {
  return message.flatMap((field, index) => [
    [message, index] as const,
    ...(Array.isArray(field.value) ? placesIn(field.value) : []),
  ]);
}
