import { joinBytes } from "./bytes.ts";
import { at, type Edit, type Form } from "./edit.ts";

/** Bytes after an opcode: a count, or where the length of the rest stands. */
const ARGUMENTS: Readonly<Record<number, number | "line" | "lines" | "u8" | "u32" | "u64">> = {
  ...{ 128: 1, 75: 1, 113: 1, 104: 1, 77: 2, 74: 4, 114: 4, 106: 4, 71: 8, 149: 8 },
  ...{ 99: "lines", 73: "line", 70: "line" },
  ...{ 67: "u8", 140: "u8", 138: "u8", 85: "u8" },
  ...{ 88: "u32", 66: "u32", 84: "u32", 139: "u32" },
  ...{ 141: "u64", 142: "u64", 150: "u64" },
};

/** The opcodes with their arguments; bytes that are none (a joblib array's) count as such, too. */
function segmentsOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const segments: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = Math.min(bytes.length, start + 1 + argumentLength(bytes, view, start + 1));
    segments.push(bytes.subarray(start, end));
    start = end;
  }
  return segments;
}

function argumentLength(bytes: Uint8Array, view: DataView, start: number): number {
  const argument = ARGUMENTS[bytes[start - 1]!] ?? 0;
  const left = bytes.length - start;
  const afterLine = (from: number) => bytes.indexOf(0x0a, from) + 1 || bytes.length;
  if (typeof argument === "number") return argument;
  if (argument === "line") return afterLine(start) - start;
  if (argument === "lines") return afterLine(afterLine(start)) - start;
  if (argument === "u8") return left < 1 ? 0 : 1 + bytes[start]!;
  // The upper half of a length of 64 bits is 0.
  if (left < 8) return left;
  return (argument === "u32" ? 4 : 8) + view.getUint32(start, true);
}

const KINDS: readonly ((segments: Uint8Array[], place: number, edit: Edit) => void)[] = [
  (segments, place) => void segments.splice(place, 1),
  (segments, place) => void segments.splice(place, 0, segments[place]!),
  (segments, place, { other }) => {
    segments[place] = at(segments, other);
  },
  (segments, place, { other }) => {
    const there = other % segments.length;
    [segments[place], segments[there]] = [segments[there]!, segments[place]!];
  },
  // Another text for a text, another number for a number.
  (segments, place, { other }) => {
    const alike = segments.filter(([opcode]) => opcode === segments[place]![0]);
    segments[place] = at(alike, other);
  },
  (segments, place, { value }) => {
    segments[place] = at(ODD_SEGMENTS, value);
  },
  (segments, place, { other, value }) => {
    const from = other % segments.length;
    segments.splice(place, 0, ...segments.slice(from, from + 1 + (value % 12)));
  },
];

const NAN = [0x47, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0];

/** None, True, 0, 255, -1, 2^31 - 1, NaN, infinity, "", b"", (), [], {}. */
const ODD_SEGMENTS = [
  ...[[0x4e], [0x88], [0x4b, 0], [0x4b, 255], [0x4a, 255, 255, 255, 255]],
  ...[[0x4a, 255, 255, 255, 127], NAN, [0x47, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0]],
  ...[[0x8c, 0], [0x43, 0], [0x29], [0x5d], [0x7d]],
].map((bytes) => Uint8Array.from(bytes));

/** The opcodes of a pickle, or of a joblib file that is not compressed. */
export const pickleOpcodes: Form = (bytes) => {
  const original = segmentsOf(bytes);
  return (edits) => {
    const segments = [...original];
    for (const edit of edits) {
      if (segments.length > 0) at(KINDS, edit.kind)(segments, edit.place % segments.length, edit);
    }
    return joinBytes(segments);
  };
};
