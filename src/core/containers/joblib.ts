import { fail } from "../diagnostics/diagnostic.ts";
import { ByteReader } from "./byte-reader.ts";
import { decompress } from "./compression.ts";
import { itemCount, type NumpyArray } from "./numpy-array.ts";
import { readPickle } from "./pickle.ts";
import { type PickleBudget, pickleBudget } from "./pickle-machine.ts";
import {
  isArray,
  isDict,
  isDtype,
  isList,
  type PickleDict,
  type PickleObject,
  type PickleValue,
} from "./pickle-values.ts";

/** The first opcode of a pickle, from protocol 2 on. */
const PROTO = 0x80;

/**
 * Reads a pickle or a joblib file, compressed or not, as data. In a joblib file each array is a
 * `NumpyArrayWrapper` whose bytes follow its BUILD in the stream. `refuse` ends the reading of what
 * was compressed and is neither.
 */
export function readJoblib(
  bytes: Uint8Array,
  maxInflated: number,
  refuse: (inflated: Uint8Array) => never,
): PickleValue {
  const inflated = decompress(bytes, maxInflated);
  if (inflated !== bytes && inflated[0] !== PROTO) refuse(inflated);
  const reader = new ByteReader(inflated);
  const budget = pickleBudget(reader);
  return readPickle(reader, {
    budget,
    replace: (built) => arrayAfterWrapper(built, reader, budget),
  });
}

function arrayAfterWrapper(
  built: PickleObject,
  reader: ByteReader,
  budget: PickleBudget,
): PickleValue | undefined {
  const { className, state } = built;
  if (!className.startsWith("joblib.numpy_pickle")) return undefined;
  // Also in `numpy_pickle_compat`.
  if (/\.Z?NDArrayWrapper$/.test(className)) fail("pickle/separate-files", {});
  if (!className.endsWith(".NumpyArrayWrapper")) return undefined;
  if (!isDict(state))
    fail("pickle/bad-array", { what: "its wrapper has no state" }, { at: `byte ${reader.offset}` });
  return readWrapped(state, reader, budget);
}

function readWrapped(state: PickleDict, reader: ByteReader, budget: PickleBudget): NumpyArray {
  const at = `byte ${reader.offset}`;
  const shape = state.get("shape");
  const dtype = state.get("dtype");
  if (!isList(shape) || !isDtype(dtype)) {
    fail("pickle/bad-array", { what: "its wrapper has no shape or dtype" }, { at });
  }
  const count = itemCount(shape as number[], dtype, at);
  if (dtype.type === "O") {
    const nested = readPickle(reader, { budget });
    if (isArray(nested) && nested.data.length === count) return nested;
    fail("pickle/bad-array", { what: "its items are not those of its wrapper" }, { at });
  }
  // joblib 1.2 and later pad to an alignment: one byte says how many bytes to skip.
  const alignment = state.get("numpy_array_alignment_bytes");
  if (typeof alignment === "number")
    reader.take(reader.u8("an array's padding"), "an array's padding");
  const data = reader.take(count * dtype.itemSize, "an array");
  return {
    kind: "ndarray",
    shape: shape as number[],
    dtype,
    fortran: state.get("order") === "F",
    data,
  };
}
