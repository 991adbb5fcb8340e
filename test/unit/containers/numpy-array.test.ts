import { describe, expect, it } from "vitest";
import { ByteReader } from "../../../src/core/containers/byte-reader.ts";
import {
  type NumpyArray,
  toColumn,
  toItems,
  toNumbers,
} from "../../../src/core/containers/numpy-array.ts";
import { readPickle } from "../../../src/core/containers/pickle.ts";
import { codesOf } from "../../support/diagnostics.ts";
import * as P from "../../support/pickle-bytes.ts";

/** `numpy.core.numeric._frombuffer(bytes, dtype, shape, order)`, as protocol 5 writes arrays. */
function fromBuffer(
  data: readonly number[],
  dtype: Uint8Array,
  shape: readonly number[],
  order = "C",
) {
  const bytes = P.joined([0x43, data.length], data);
  const parts = [bytes, dtype, P.tuple(...shape.map(P.int)), P.text(order)];
  return P.pickle(P.reduce(P.global("numpy._core.numeric", "_frombuffer"), ...parts));
}

const array = (bytes: Uint8Array) => readPickle(new ByteReader(bytes)) as NumpyArray;

/** The state that BUILD gives a dtype: order, and fields with their offsets. */
function built(
  code: string,
  order: string,
  structure: readonly Uint8Array[] = [P.NONE, P.NONE, P.int(-1)],
) {
  const state = P.tuple(P.int(3), P.text(order), P.NONE, ...structure, P.int(-1), P.int(0));
  return P.joined(P.dtype(code), state, [0x62]);
}

describe("NumPy arrays", () => {
  it("are read in logical order from column-major memory", () => {
    // numpy.arange(6).reshape(2, 3) in Fortran order is stored 0 3 1 4 2 5.
    const stored = array(fromBuffer([0, 3, 1, 4, 2, 5], P.dtype("u1"), [2, 3], "F"));
    expect(toNumbers(stored)).toEqual(Float64Array.of(0, 1, 2, 3, 4, 5));
  });

  it("are read big-endian where their dtype says so", () => {
    expect(toNumbers(array(fromBuffer([0, 1, 0xff, 0xfe], built("i2", ">"), [2])))).toEqual(
      Float64Array.of(1, -2),
    );
    const wide = [0, 0, 0, 1, 0, 0, 0, 2];
    expect(toNumbers(array(fromBuffer(wide, built("i8", ">"), [1])))).toEqual(
      Float64Array.of(2 ** 32 + 2),
    );
  });

  it("give a field by the offset and item size of the dtype, padding included", () => {
    const fields = P.dict({
      a: P.tuple(built("u1", "|"), P.int(0)),
      b: P.tuple(built("u2", "<"), P.int(2)),
    });
    const structure = [P.tuple(P.text("a"), P.text("b")), fields, P.int(5)];
    const records = array(
      fromBuffer([1, 9, 2, 0, 9, 3, 9, 4, 1, 9], built("V5", "|", structure), [2]),
    );
    expect(toColumn(records, "a")).toEqual(Float64Array.of(1, 3));
    expect(toColumn(records, "b")).toEqual(Float64Array.of(2, 260));
    expect(toColumn(records, "c")).toBeUndefined();
  });

  it("give text, bytes and exact integers as items", () => {
    expect(toItems(array(fromBuffer([0x41, 0, 0, 0, 0, 0, 0, 0], P.dtype("U2"), [1])))).toEqual([
      "A",
    ]);
    expect(toItems(array(fromBuffer([0x41, 0xe9, 0, 0x42, 0, 0], P.dtype("S3"), [2])))).toEqual([
      "Aé",
      "B",
    ]);
    const most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    expect(toItems(array(fromBuffer(most, P.dtype("i8"), [1])))).toEqual([2n ** 63n - 1n]);
    expect(toItems(array(fromBuffer([1, 0], P.dtype("b1"), [2])))).toEqual([true, false]);
  });

  it.each([
    ["a shape larger than the data", [1, 2, 3], "u1", [4]],
    ["a huge shape", [1], "f8", [2147483647, 2147483647]],
    ["a negative shape", [1], "u1", [-1]],
    ["items without bytes", [], "U0", [1000000]],
    ["an unknown dtype", [1], "nonsense", [1]],
  ])("are refused with %s", (_what, data, code, shape) => {
    expect(codesOf(() => array(fromBuffer(data, P.dtype(code), shape)))).toEqual([
      "pickle/bad-array",
    ]);
  });
});
