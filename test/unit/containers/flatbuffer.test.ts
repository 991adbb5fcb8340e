import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytesField,
  type FlatTable,
  f64Field,
  i8Field,
  i32Field,
  lengthField,
  numbersField,
  rootTable,
  tableField,
  tablesField,
} from "../../../src/core/containers/flatbuffer.ts";
import { DiagnosticError } from "../../../src/core/diagnostics/diagnostic.ts";
import { codesOf, diagnosticsOf } from "../../support/diagnostics.ts";
import { flatBuffer, type Table } from "../../support/flatbuffer-bytes.ts";
import { settings } from "../../support/property.ts";

const document: Table = [
  { i8: -3 },
  { i32: -70_000 },
  undefined,
  { f64: 0.1 },
  { text: "grün" },
  { i32s: [1, -2, 3] },
  { u32s: [4294967295] },
  { f32s: [0.5, Number.NEGATIVE_INFINITY] },
  { f64s: [] },
  { table: [{ i32: 7 }] },
  { tables: [[{ i32: 1 }], [], [{ i32: 3 }]] },
];
const bytes = flatBuffer(document);
const what = "a test";

/** All that the document holds, whatever became of it. */
function readAll(table: FlatTable) {
  return [
    i8Field(table, 0, 0),
    i32Field(table, 1, 0),
    i32Field(table, 2, 42),
    f64Field(table, 3, 0),
    new TextDecoder().decode(bytesField(table, 4, what)),
    Array.from(numbersField(table, 5, { type: "i32", what })),
    Array.from(numbersField(table, 6, { type: "u32", what })),
    Array.from(numbersField(table, 7, { type: "f32", what })),
    Array.from(numbersField(table, 8, { type: "f64", what })),
    i32Field(tableField(table, 9, what) ?? table, 0, 0),
    tablesField(table, 10, what).map((inner) => i32Field(inner, 0, -1)),
    lengthField(table, 10, what),
  ];
}

describe("FlatBuffers", () => {
  it("hold fields by slot", () => {
    expect(readAll(rootTable(bytes))).toEqual([
      ...[-3, -70_000, 42, 0.1, "grün", [1, -2, 3], [4294967295]],
      ...[[0.5, Number.NEGATIVE_INFINITY], [], 7, [1, -1, 3], 3],
    ]);
  });

  it("give defaults for fields that are absent, or newer than the list of offsets", () => {
    const table = rootTable(flatBuffer([undefined]));
    expect(i32Field(table, 0, 5)).toBe(5);
    expect(f64Field(table, 9, 1)).toBe(1);
    expect(bytesField(table, 0, what)).toBeUndefined();
    expect(tableField(table, 3, what)).toBeUndefined();
    expect(tablesField(table, 3, what)).toEqual([]);
    expect(numbersField(table, 3, { type: "f64", what }).length).toBe(0);
    expect(lengthField(table, 3, what)).toBe(0);
  });

  it("are read wherever they stand in memory", () => {
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(readAll(rootTable(shifted.subarray(3)))).toEqual(readAll(rootTable(bytes)));
  });

  it("that end early are named with the byte", () => {
    expect(diagnosticsOf(() => rootTable(new Uint8Array(3)))).toMatchObject([
      { code: "flatbuffer/damaged", at: "byte 0" },
    ]);
    for (let end = 0; end < bytes.length; end++) {
      const cut = bytes.slice(0, end);
      expect(
        codesOf(() => readAll(rootTable(cut))),
        `cut at ${end}`,
      ).toEqual(["flatbuffer/damaged"]);
    }
  });

  it("whose lengths are beyond the file allocate nothing", () => {
    const long = flatBuffer([{ f64s: [1, 2] }]);
    new DataView(long.buffer).setUint32(long.length - 20, 2 ** 31, true);
    const read = () => numbersField(rootTable(long), 0, { type: "f64", what });
    expect(codesOf(read)).toEqual(["flatbuffer/damaged"]);
  });

  it("whose tables all point to one vector cost no more than the file is worth", () => {
    const count = 400;
    const many = flatBuffer([
      { tables: Array.from({ length: count }, () => [{ f64s: [] }]) },
      { f64s: new Array(2000).fill(1) },
    ]);
    const view = new DataView(many.buffer);
    const vector = many.length - 2000 * 8 - 4;
    let read = 0;
    const all = () => {
      for (const inner of tablesField(rootTable(many), 0, what)) {
        const at = inner.at + 4;
        view.setUint32(at, vector - at, true);
        read += numbersField(inner, 0, { type: "f64", what }).length;
      }
    };
    expect(codesOf(all)).toEqual(["flatbuffer/damaged"]);
    expect(read * 8).toBeLessThan(4 * many.length);
  });

  it("with any change of bytes are read or refused", () => {
    const write = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    const edits = fc.array(write, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(edits, (writes) => {
        const mutant = Uint8Array.from(bytes);
        for (const [at, byte] of writes) mutant[at] = byte;
        try {
          readAll(rootTable(mutant));
        } catch (error) {
          if (!(error instanceof DiagnosticError)) throw error;
          expect(error.diagnostics.map(({ code }) => code)).toEqual(["flatbuffer/damaged"]);
        }
      }),
      settings(2000),
    );
  });
});
