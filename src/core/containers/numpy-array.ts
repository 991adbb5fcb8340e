import { fail } from "../diagnostics/diagnostic.ts";
import type { PickleList } from "./pickle-values.ts";

/** numpy.dtype: one letter of kind and the bytes of an item. */
export interface NumpyDtype {
  readonly kind: "dtype";
  /** f float, i/u integer, b bool, U text (UTF-32), S bytes, O object, V structured; others are opaque. */
  readonly type: string;
  itemSize: number;
  bigEndian: boolean;
  fields: ReadonlyMap<string, { readonly dtype: NumpyDtype; readonly offset: number }>;
}

/** numpy.ndarray over the file's own bytes. The shape is logical, whatever the order in memory. */
export interface NumpyArray {
  readonly kind: "ndarray";
  shape: readonly number[];
  dtype: NumpyDtype;
  /** Column-major in memory. */
  fortran: boolean;
  /** The items of an object array, else the raw bytes. */
  data: Uint8Array | PickleList;
}

/** From a code like "f8", "U12" or "V64"; undefined where it is none. */
export function dtypeFromCode(code: string): NumpyDtype | undefined {
  const match = /^([<>|=]?)([a-zA-Z?])(\d*)$/.exec(code);
  if (!match) return undefined;
  const type = match[2] === "?" ? "b" : match[2]!;
  const size = match[3] === "" ? 1 : Number(match[3]);
  const itemSize = type === "U" ? size * 4 : size;
  return { kind: "dtype", type, itemSize, bigEndian: match[1] === ">", fields: new Map() };
}

const MAX_DIMENSIONS = 64;

/** Number of items of a shape; fails where a length is not one, or items take no room. */
export function itemCount(shape: readonly number[], dtype: NumpyDtype, at: string): number {
  if (shape.length > MAX_DIMENSIONS)
    fail("pickle/bad-array", { what: `it has ${shape.length} dimensions` }, { at });
  let count = 1;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0)
      fail("pickle/bad-array", { what: `its shape holds ${length}` }, { at });
    count *= length;
  }
  if (dtype.itemSize === 0 && count > 0)
    fail("pickle/bad-array", { what: "its items have no bytes" }, { at });
  return count;
}

/** Checks that the data has the length that shape and dtype say. */
export function checkedArray(array: NumpyArray, at: string): NumpyArray {
  const due =
    itemCount(array.shape, array.dtype, at) *
    (array.data instanceof Uint8Array ? array.dtype.itemSize : 1);
  if (array.data.length !== due) {
    fail(
      "pickle/bad-array",
      { what: `${array.data.length} bytes or items where its shape says ${due}` },
      { at },
    );
  }
  return array;
}

type ReadNumber = (view: DataView, offset: number, littleEndian: boolean) => number;

/** Exact below 2^53, which every index and count of a model is. */
const wide =
  (high: "getInt32" | "getUint32"): ReadNumber =>
  (view, offset, little) =>
    view[high](offset + (little ? 4 : 0), little) * 4294967296 +
    view.getUint32(offset + (little ? 0 : 4), little);

const READ_NUMBER: ReadonlyMap<string, ReadNumber> = new Map<string, ReadNumber>([
  ["f4", (view, offset, little) => view.getFloat32(offset, little)],
  ["f8", (view, offset, little) => view.getFloat64(offset, little)],
  ["i1", (view, offset) => view.getInt8(offset)],
  ["i2", (view, offset, little) => view.getInt16(offset, little)],
  ["i4", (view, offset, little) => view.getInt32(offset, little)],
  ["i8", wide("getInt32")],
  ["u1", (view, offset) => view.getUint8(offset)],
  ["u2", (view, offset, little) => view.getUint16(offset, little)],
  ["u4", (view, offset, little) => view.getUint32(offset, little)],
  ["u8", wide("getUint32")],
  ["b1", (view, offset) => view.getUint8(offset)],
]);

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface Stride {
  readonly dtype: NumpyDtype;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

function readNumbers(
  bytes: Uint8Array,
  { dtype, start, step, count }: Stride,
): Float64Array | undefined {
  const read = READ_NUMBER.get(dtype.type + dtype.itemSize);
  if (!read) return undefined;
  const view = viewOf(bytes);
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) numbers[i] = read(view, start + i * step, !dtype.bigEndian);
  return numbers;
}

/** For each item in logical row-major order, its place in column-major memory. */
function columnMajorPlaces(shape: readonly number[], count: number): Uint32Array {
  const places = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    let rest = i;
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis]!;
      place = place * length + (rest % length);
      rest = Math.floor(rest / length);
    }
    places[i] = place;
  }
  return places;
}

/** All items as doubles in logical row-major order; undefined where the dtype is not numeric. */
export function toNumbers(array: NumpyArray): Float64Array | undefined {
  const { data, dtype } = array;
  let numbers: Float64Array | undefined;
  if (data instanceof Uint8Array) {
    const count = dtype.itemSize === 0 ? 0 : data.length / dtype.itemSize;
    numbers = readNumbers(data, { dtype, start: 0, step: dtype.itemSize, count });
  } else if (data.every((item) => typeof item === "number")) {
    numbers = Float64Array.from(data as number[]);
  }
  if (!numbers || !array.fortran || array.shape.length < 2) return numbers;
  const stored = numbers;
  return Float64Array.from(
    columnMajorPlaces(array.shape, stored.length),
    (place) => stored[place]!,
  );
}

/** One field of a one-dimensional structured array, as doubles; undefined where there is none such. */
export function toColumn(array: NumpyArray, field: string): Float64Array | undefined {
  const entry = array.dtype.fields.get(field);
  const { data, dtype } = array;
  if (
    !entry ||
    !(data instanceof Uint8Array) ||
    entry.offset + entry.dtype.itemSize > dtype.itemSize
  )
    return undefined;
  return readNumbers(data, {
    dtype: entry.dtype,
    start: entry.offset,
    step: dtype.itemSize,
    count: data.length / dtype.itemSize,
  });
}

/** Items of a one-dimensional array as JavaScript values; integers of 8 bytes exactly. */
export function toItems(array: NumpyArray): readonly unknown[] {
  const { data, dtype } = array;
  if (!(data instanceof Uint8Array)) return data;
  const count = dtype.itemSize === 0 ? 0 : data.length / dtype.itemSize;
  return Array.from({ length: count }, (_, i) => itemAt(data, dtype, i * dtype.itemSize));
}

function itemAt(data: Uint8Array, dtype: NumpyDtype, offset: number): unknown {
  const view = viewOf(data);
  const little = !dtype.bigEndian;
  switch (dtype.type + dtype.itemSize) {
    case "b1":
      return view.getUint8(offset) !== 0;
    case "i8":
      return exactInteger(view.getBigInt64(offset, little));
    case "u8":
      return exactInteger(view.getBigUint64(offset, little));
  }
  if (dtype.type === "U") return utf32(view, { offset, end: offset + dtype.itemSize, little });
  if (dtype.type === "S") {
    return latin1(data.subarray(offset, offset + dtype.itemSize)).replace(/\0+$/, "");
  }
  return READ_NUMBER.get(dtype.type + dtype.itemSize)?.(view, offset, little);
}

/** Each byte as the code point of its value. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function exactInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** UTF-32 padded with NUL; a code point that is none becomes U+FFFD. */
function utf32(view: DataView, span: { offset: number; end: number; little: boolean }): string {
  let text = "";
  for (let at = span.offset; at < span.end; at += 4) {
    const point = view.getUint32(at, span.little);
    text += String.fromCodePoint(point <= 0x10ffff ? point : 0xfffd);
  }
  return text.replace(/\0+$/, "");
}

/** numpy.scalar: one item of a dtype. */
export function toScalar(dtype: NumpyDtype, bytes: Uint8Array): unknown {
  return bytes.length === dtype.itemSize ? itemAt(bytes, dtype, 0) : undefined;
}
