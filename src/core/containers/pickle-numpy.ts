import { fail } from "../diagnostics/diagnostic.ts";
import {
  checkedArray,
  dtypeFromCode,
  type NumpyArray,
  type NumpyDtype,
  toScalar,
} from "./numpy-array.ts";
import type { Construct } from "./pickle-calls.ts";
import {
  isArray,
  isDict,
  isDtype,
  isGlobal,
  isList,
  type PickleList,
  type PickleValue,
} from "./pickle-values.ts";

/** NumPy's own ways into a pickle, under the module names of NumPy 1 and 2. */
export const NUMPY_GLOBALS: ReadonlyMap<string, Construct> = new Map<string, Construct>([
  ["numpy.dtype", makeDtype],
  ["numpy.ndarray", emptyArray],
  ...["numpy.core", "numpy._core"].flatMap((core): [string, Construct][] => [
    [`${core}.multiarray._reconstruct`, emptyArray],
    [`${core}.multiarray.scalar`, makeScalar],
    [`${core}.numeric._frombuffer`, arrayFromBuffer],
  ]),
  ["dill._dill._create_array", arrayFromState],
]);

function makeDtype(args: PickleList, at: string): NumpyDtype {
  const dtype =
    typeof args[0] === "string" && args[0].length < 24 ? dtypeFromCode(args[0]) : undefined;
  return dtype ?? fail("pickle/bad-array", { what: "its dtype is unknown" }, { at });
}

/** `_reconstruct(ndarray, (0,), b'b')`: an array whose shape and data come with BUILD. */
function emptyArray(): NumpyArray {
  return {
    kind: "ndarray",
    shape: [0],
    dtype: dtypeFromCode("u1")!,
    fortran: false,
    data: new Uint8Array(0),
  };
}

function makeScalar(args: PickleList, at: string): PickleValue {
  const [dtype, bytes] = args;
  if (!isDtype(dtype)) fail("pickle/bad-array", { what: "a scalar without a dtype" }, { at });
  // scalar(dtype('O'), value) is the value itself.
  if (dtype.type === "O") return bytes ?? null;
  const value = bytes instanceof Uint8Array ? toScalar(dtype, bytes) : undefined;
  if (value === undefined)
    return { kind: "object", className: "numpy.generic", args, state: null, items: new Map() };
  return value as PickleValue;
}

/** What dill writes for an array: `_create_array(_reconstruct, its arguments, its state)`. */
function arrayFromState([made, , state]: PickleList, at: string): NumpyArray {
  if (!isGlobal(made) || NUMPY_GLOBALS.get(made.name) !== emptyArray)
    fail("pickle/bad-array", { what: "_create_array of something else than an array" }, { at });
  const array = emptyArray();
  fillArray(array, state ?? null, at);
  return array;
}

/** Protocol 5: `_frombuffer(bytes, dtype, shape, order)`. */
function arrayFromBuffer(args: PickleList, at: string): NumpyArray {
  const [data, dtype, shape, order] = args;
  if (!(data instanceof Uint8Array) || !isDtype(dtype) || !isList(shape)) {
    fail(
      "pickle/bad-array",
      { what: "_frombuffer has other arguments than bytes, dtype and shape" },
      { at },
    );
  }
  return checkedArray(
    { kind: "ndarray", shape: shape as number[], dtype, fortran: order === "F", data },
    at,
  );
}

/** BUILD of a dtype or an array; the value itself, filled in. */
export function buildNumpy(target: PickleValue, state: PickleValue, at: string): boolean {
  if (isDtype(target)) fillDtype(target, state, at);
  else if (isArray(target)) fillArray(target, state, at);
  else return false;
  return true;
}

const MAX_FIELDS = 64;

/** `(3, order, subarray, names, fields, itemsize, alignment, flags)`. */
function fillDtype(dtype: NumpyDtype, state: PickleValue, at: string): void {
  if (!isList(state)) fail("pickle/bad-array", { what: "a dtype without a state" }, { at });
  const [, order, , names, fields, itemSize] = state;
  dtype.bigEndian = order === ">";
  if (!isList(names) || !isDict(fields)) return;
  if (fields.size > MAX_FIELDS)
    fail("pickle/bad-array", { what: `a dtype of ${fields.size} fields` }, { at });
  const entries = new Map<string, { dtype: NumpyDtype; offset: number }>();
  for (const [name, field] of fields) {
    const [fieldType, offset] = isList(field) ? field : [];
    if (typeof name !== "string" || !isDtype(fieldType) || !isIndex(offset)) {
      fail("pickle/bad-array", { what: "a dtype's field is not a dtype and an offset" }, { at });
    }
    entries.set(name, { dtype: fieldType, offset });
  }
  // The stored item size counts padding that the fields do not show.
  if (!isIndex(itemSize))
    fail("pickle/bad-array", { what: "a structured dtype without an item size" }, { at });
  dtype.fields = entries;
  dtype.itemSize = itemSize;
}

function isIndex(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** `(1, shape, dtype, fortran, data)`; a list of items where the dtype is object. */
function fillArray(array: NumpyArray, state: PickleValue, at: string): void {
  const [, shape, dtype, fortran, data] = isList(state) ? state : [];
  const items = isDtype(dtype) && dtype.type === "O" ? isList(data) : data instanceof Uint8Array;
  if (!isList(shape) || !isDtype(dtype) || !items) {
    fail("pickle/bad-array", { what: "its state is not shape, dtype, order and data" }, { at });
  }
  array.shape = shape as number[];
  array.dtype = dtype;
  array.fortran = fortran === true;
  array.data = data as Uint8Array | PickleList;
  checkedArray(array, at);
}
