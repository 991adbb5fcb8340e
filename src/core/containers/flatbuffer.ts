import { fail } from "../diagnostics/diagnostic.ts";

/** A table in a FlatBuffer. Fields are known by their slot in the schema, 0 being the first. */
export interface FlatTable {
  readonly buffer: FlatBuffer;
  /** Byte offset in the buffer. */
  readonly at: number;
  /** Offsets of the fields from `at`; 0 or absent: the field has its default. */
  readonly fields: readonly number[];
}

/**
 * Bytes that hold a FlatBuffer. Every offset and length is checked before it is followed, and all
 * that is read of vectors and strings together may not exceed four times the buffer: many fields may
 * point to one large vector, and would cost its size each.
 */
export interface FlatBuffer {
  readonly view: DataView;
  readonly budget: { left: number };
}

/** The table that a FlatBuffer starts with. @throws DiagnosticError `flatbuffer/damaged`; so do all that follow. */
export function rootTable(bytes: Uint8Array): FlatTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const buffer = { view, budget: { left: 4 * bytes.length } };
  return openTable(buffer, follow(buffer, 0, "the root table"), "the root table");
}

export function i32Field(table: FlatTable, slot: number, absent: number): number {
  const at = fieldAt(table, slot, 4);
  return at === undefined ? absent : table.buffer.view.getInt32(at, true);
}

export function i8Field(table: FlatTable, slot: number, absent: number): number {
  const at = fieldAt(table, slot, 1);
  return at === undefined ? absent : table.buffer.view.getInt8(at);
}

export function f64Field(table: FlatTable, slot: number, absent: number): number {
  const at = fieldAt(table, slot, 8);
  return at === undefined ? absent : table.buffer.view.getFloat64(at, true);
}

export function tableField(table: FlatTable, slot: number, what: string): FlatTable | undefined {
  const at = fieldAt(table, slot, 4);
  if (at === undefined) return undefined;
  return openTable(table.buffer, follow(table.buffer, at, what), what);
}

/** Not decoded, so that what is never used costs nothing. */
export function bytesField(table: FlatTable, slot: number, what: string): Uint8Array | undefined {
  const vector = vectorField(table, slot, { size: 1, what });
  return vector && bytesAt(table.buffer, vector);
}

/** Length of a vector, 0 where the field is absent; the vector itself is not read. */
export function lengthField(table: FlatTable, slot: number, what: string): number {
  const at = fieldAt(table, slot, 4);
  if (at === undefined) return 0;
  const { buffer } = table;
  return buffer.view.getUint32(within(buffer, follow(buffer, at, what), 4, what), true);
}

/** Elements of a vector of numbers; an absent one is empty. */
export function numbersField(
  table: FlatTable,
  slot: number,
  { type, what }: { readonly type: keyof typeof NUMBERS; readonly what: string },
): Float64Array {
  const { size, read } = NUMBERS[type];
  const { start, length } = vectorField(table, slot, { size, what }) ?? { start: 0, length: 0 };
  const { view } = table.buffer;
  return Float64Array.from({ length }, (_, i) => read(view, start + size * i));
}

/** Elements of a vector of tables; an absent one is empty. */
export function tablesField(table: FlatTable, slot: number, what: string): readonly FlatTable[] {
  const vector = vectorField(table, slot, { size: 4, what });
  if (!vector) return [];
  const { buffer } = table;
  return Array.from({ length: vector.length }, (_, i) =>
    openTable(buffer, follow(buffer, vector.start + 4 * i, what), what),
  );
}

/** Element types of vectors: bytes, and how one is read. */
const NUMBERS = {
  u16: { size: 2, read: (view: DataView, at: number) => view.getUint16(at, true) },
  i32: { size: 4, read: (view: DataView, at: number) => view.getInt32(at, true) },
  u32: { size: 4, read: (view: DataView, at: number) => view.getUint32(at, true) },
  f32: { size: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) },
  f64: { size: 8, read: (view: DataView, at: number) => view.getFloat64(at, true) },
} as const;

interface Vector {
  readonly start: number;
  readonly length: number;
}

/** `size`: bytes of an element. */
function vectorField(
  table: FlatTable,
  slot: number,
  { size, what }: { readonly size: number; readonly what: string },
): Vector | undefined {
  const at = fieldAt(table, slot, 4);
  if (at === undefined) return undefined;
  const { buffer } = table;
  const start = within(buffer, follow(buffer, at, what), 4, what);
  const length = buffer.view.getUint32(start, true);
  within(buffer, start + 4, length * size, what);
  spend(buffer, length * size, { at: start, what });
  return { start: start + 4, length };
}

function bytesAt({ view }: FlatBuffer, { start, length }: Vector): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, length);
}

/** A table names its list of field offsets by a signed distance backwards. */
function openTable(buffer: FlatBuffer, at: number, what: string): FlatTable {
  const { view } = buffer;
  const list = at - view.getInt32(within(buffer, at, 4, what), true);
  const size = view.getUint16(within(buffer, list, 4, what), true);
  within(buffer, list, size, what);
  spend(buffer, size, { at, what });
  const count = Math.max(0, (size - 4) >> 1);
  const fields = Array.from({ length: count }, (_, i) => view.getUint16(list + 4 + 2 * i, true));
  return { buffer, at, fields };
}

/** Where a field stands, `size` bytes of it checked; undefined where it has its default. */
function fieldAt({ buffer, at, fields }: FlatTable, slot: number, size: number) {
  const offset = fields[slot];
  return offset ? within(buffer, at + offset, size, "a field") : undefined;
}

/** Offsets of tables and vectors are unsigned distances from where they stand. */
function follow(buffer: FlatBuffer, at: number, what: string): number {
  return at + buffer.view.getUint32(within(buffer, at, 4, what), true);
}

function within({ view }: FlatBuffer, at: number, size: number, what: string): number {
  if (at >= 0 && size <= view.byteLength - at) return at;
  fail("flatbuffer/damaged", { what }, { at: `byte ${at}` });
}

function spend({ budget }: FlatBuffer, size: number, place: { at: number; what: string }): void {
  budget.left -= size;
  if (budget.left < 0) fail("flatbuffer/damaged", { what: place.what }, { at: `byte ${place.at}` });
}
