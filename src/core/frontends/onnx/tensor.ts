import { ByteReader } from "../../containers/byte-reader.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { TensorProto } from "./schema.ts";

/** A constant. Numbers are held as doubles, whatever their type. */
export interface Tensor {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  /** In place of `values`, where the type is "string". */
  readonly strings: readonly string[];
}

export type ElementType = "f32" | "f64" | "i64" | "i32" | "u8" | "bool" | "string";

/** TensorProto.DataType, of the types that trees and their preparation use. */
const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map([
  [1, "f32"],
  [2, "u8"],
  [6, "i32"],
  [7, "i64"],
  [8, "string"],
  [9, "bool"],
  [11, "f64"],
]);

/** The element type with a number of TensorProto.DataType. @throws DiagnosticError if there is none */
export function elementType(code: number, at: string): ElementType {
  const type = ELEMENT_TYPES.get(code);
  return type ?? fail("onnx/element-type", { type: code }, { at });
}

const ITEM_SIZE = { f32: 4, f64: 8, i64: 8, i32: 4, u8: 1, bool: 1 } as const;

/** `at` names the tensor. @throws DiagnosticError where shape and data disagree. */
export function readTensor(proto: TensorProto, at: string): Tensor {
  const type = elementType(proto.data_type ?? 0, at);
  if ((proto.data_location ?? 0) !== 0) fail("onnx/external-data", {}, { at });
  const shape = proto.dims ?? [];
  const strings = type === "string" ? (proto.string_data ?? []) : [];
  const values = type === "string" ? [] : numbersOf(proto, type, at);
  const due = shape.reduce((product, length) => product * length, 1);
  const found = type === "string" ? strings.length : values.length;
  if (found !== due) fail("onnx/tensor-length", { found, due }, { at });
  return { type, shape, values, strings };
}

function numbersOf(
  proto: TensorProto,
  type: keyof typeof ITEM_SIZE,
  at: string,
): ArrayLike<number> {
  const raw = proto.raw_data;
  if (raw && raw.length > 0) return rawNumbers(raw, type, at);
  if (type === "f32") return proto.float_data ?? [];
  if (type === "f64") return proto.double_data ?? [];
  return (type === "i64" ? proto.int64_data : proto.int32_data) ?? [];
}

/** Little-endian items. */
function rawNumbers(raw: Uint8Array, type: keyof typeof ITEM_SIZE, at: string): Float64Array {
  const reader = new ByteReader(raw);
  const read = {
    f32: () => reader.f32(at),
    f64: () => reader.f64(at),
    i64: () => reader.i64(at),
    i32: () => reader.i32(at),
    u8: () => reader.u8(at),
    bool: () => reader.u8(at),
  }[type];
  return Float64Array.from({ length: Math.floor(raw.length / ITEM_SIZE[type]) }, read);
}
