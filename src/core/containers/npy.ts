import { fail } from "../diagnostics/diagnostic.ts";
import { ByteReader } from "./byte-reader.ts";
import {
  dtypeFromCode,
  itemCount,
  latin1,
  type NumpyArray,
  type NumpyDtype,
} from "./numpy-array.ts";

const MAGIC = "\x93NUMPY";

/** Longest header read; structured dtypes of models take a few hundred characters. */
const MAX_HEADER = 16_384;

/** A `.npy` file: a header in Python's notation, then the array's bytes. `at` names the file. */
export function readNpy(bytes: Uint8Array, at: string): NumpyArray {
  const reader = new ByteReader(bytes);
  if (latin1(reader.take(6, at)) !== MAGIC) bad("it does not start as a .npy file", at);
  const version = reader.u8(at);
  reader.u8(at);
  const length = version === 1 ? reader.u16(at) : reader.u32(at);
  if (length > MAX_HEADER) bad(`its header has ${length} bytes`, at);
  const header = latin1(reader.take(length, at));
  const shape = shapeOf(header, at);
  const dtype = dtypeOf(header, at);
  const data = reader.take(itemCount(shape, dtype, at) * dtype.itemSize, at);
  const fortran = /'fortran_order': True/.test(header);
  return { kind: "ndarray", shape, dtype, fortran, data };
}

function shapeOf(header: string, at: string): readonly number[] {
  const lengths = /'shape': \(([\d, ]*)\)/.exec(header)?.[1];
  if (lengths === undefined) bad("its header has no shape", at);
  return lengths
    .split(",")
    .filter((length) => length.trim() !== "")
    .map(Number);
}

/** `'<f8'`, or a list of `('name', '<f8')`; fields without a name are padding. */
function dtypeOf(header: string, at: string): NumpyDtype {
  const code = /'descr': '([^']*)'/.exec(header)?.[1];
  if (code !== undefined) return known(code, at);
  const list = /'descr': \[([^\]]*)\]/.exec(header)?.[1];
  const fields = list === undefined ? [] : [...list.matchAll(/\('([^']*)', '([^']*)'\)/g)];
  const spelled = fields.map(([text]) => text).join(", ");
  if (fields.length === 0 || spelled !== list?.trim()) bad("its dtype is unknown", at);
  const entries = new Map<string, { dtype: NumpyDtype; offset: number }>();
  let offset = 0;
  for (const [, name, fieldCode] of fields) {
    const dtype = known(fieldCode!, at);
    if (name !== "") entries.set(name!, { dtype, offset });
    offset += dtype.itemSize;
  }
  return { kind: "dtype", type: "V", itemSize: offset, bigEndian: false, fields: entries };
}

function known(code: string, at: string): NumpyDtype {
  const dtype = code.length < 24 ? dtypeFromCode(code) : undefined;
  if (!dtype || dtype.type === "O") bad(`its dtype is ${code.slice(0, 24)}`, at);
  return dtype;
}

function bad(what: string, at: string): never {
  fail("pickle/bad-array", { what }, { at });
}
