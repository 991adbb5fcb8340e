import { at, type Edit, type Form } from "./edit.ts";

/** Words of 32 bits that are wrong as lengths, counts, offsets and numbers. */
const ODD_WORDS = [0, 1, 2, 4, 0x7f, 0xff, 0x7fff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

const KINDS: readonly ((bytes: Uint8Array, place: number, edit: Edit) => Uint8Array)[] = [
  (bytes, place, { value }) => bytes.with(place, bytes[place]! ^ (1 << (value % 8))),
  (bytes, place, { value }) => bytes.with(place, value & 0xff),
  (bytes, place, { value }) => spliced(bytes, place, 1 + (value % 9)),
  (bytes, place, { value }) => spliced(bytes, place, 0, Uint8Array.of(value & 0xff)),
  (bytes, place, { other, value }) => {
    const from = other % bytes.length;
    return spliced(bytes, place, 0, bytes.slice(from, from + 1 + (value % 40)));
  },
  (bytes, place, { value, other }) => {
    // Aligned like the words of a FlatBuffer and of an archive, in every other case.
    const start = Math.min(other % 2 ? place : place & ~3, Math.max(0, bytes.length - 4));
    const copy = bytes.slice();
    const word = at(ODD_WORDS, value);
    for (let i = 0; i < 4 && start + i < copy.length; i++) copy[start + i] = word >>> (8 * i);
    return copy;
  },
  (bytes, place) => bytes.slice(0, place),
];

/** Bits, bytes and words anywhere. */
export const anyBytes: Form = (bytes) => (edits) => edits.reduce(edited, bytes);

function edited(bytes: Uint8Array, edit: Edit): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(edit.value & 0xff);
  return at(KINDS, edit.kind)(bytes, edit.place % bytes.length, edit);
}

function spliced(
  bytes: Uint8Array,
  place: number,
  remove: number,
  insert: Uint8Array = new Uint8Array(),
): Uint8Array {
  return joinBytes([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
