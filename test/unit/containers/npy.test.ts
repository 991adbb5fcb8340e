import { describe, expect, it } from "vitest";
import { readNpy } from "../../../src/core/containers/npy.ts";
import { toColumn, toNumbers } from "../../../src/core/containers/numpy-array.ts";
import { codesOf } from "../../support/diagnostics.ts";

function npy(header: string, data: readonly number[], version = 1): Uint8Array {
  const text = Array.from(header, (character) => character.charCodeAt(0));
  const size = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, 0, 0, 0];
  return Uint8Array.from([
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    version,
    0,
    ...size,
    ...text,
    ...data,
  ]);
}

const header = (descr: string, shape: string, fortran = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': (${shape}), }  \n`;

describe("readNpy", () => {
  it("reads items in either order of memory, in versions 1 and 2", () => {
    const bytes = [0, 3, 1, 4, 2, 5];
    const fortran = readNpy(npy(header("'|u1'", "2, 3", "True"), bytes), "a");
    expect(toNumbers(fortran)).toEqual(Float64Array.of(0, 1, 2, 3, 4, 5));
    const straight = readNpy(npy(header("'|u1'", "6,"), bytes, 2), "a");
    expect(toNumbers(straight)).toEqual(Float64Array.from(bytes));
    expect(readNpy(npy(header("'<i2'", ""), [7, 0]), "a").shape).toEqual([]);
  });

  it("counts the padding of structured items", () => {
    const descr = "[('left', '|u1'), ('', '|V3'), ('right', '>u2')]";
    const array = readNpy(npy(header(descr, "2,"), [1, 9, 9, 9, 0, 2, 3, 9, 9, 9, 0, 4]), "a");
    expect(toColumn(array, "left")).toEqual(Float64Array.of(1, 3));
    expect(toColumn(array, "right")).toEqual(Float64Array.of(2, 4));
  });

  it.each([
    ["a dtype of objects", header("'|O'", "1,"), "pickle/bad-array"],
    ["a dtype within a dtype", header("[('a', [('b', '<f8')])]", "1,"), "pickle/bad-array"],
    ["a field with dimensions", header("[('a', '<f8', (2,))]", "1,"), "pickle/bad-array"],
    ["no shape", "{'descr': '<f8'}", "pickle/bad-array"],
    ["a shape beyond its bytes", header("'<f8'", "99999999999, 99999999"), "input/truncated"],
    ["items without bytes", header("'|V0'", "5,"), "pickle/bad-array"],
  ])("refuses %s", (_what, text, code) => {
    expect(codesOf(() => readNpy(npy(text, [0]), "a.npy"))).toEqual([code]);
  });

  it("refuses what is no .npy file", () => {
    expect(codesOf(() => readNpy(new Uint8Array(20), "a.npy"))).toEqual(["pickle/bad-array"]);
  });
});
