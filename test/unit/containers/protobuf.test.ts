import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { many, one, readMessage } from "../../../src/core/containers/protobuf.ts";
import { DiagnosticError } from "../../../src/core/diagnostics/diagnostic.ts";
import { diagnosticsOf } from "../../support/diagnostics.ts";
import { settings } from "../../support/property.ts";
import {
  bytes,
  double,
  float,
  float32,
  float64,
  int,
  message,
  varint,
} from "../../support/protobuf-bytes.ts";

const INNER = { label: one(1, "string"), weights: many(2, "float") } as const;
const SCHEMA = {
  count: one(1, "int64"),
  names: many(2, "string"),
  ratio: one(3, "float"),
  exact: many(4, "double"),
  raw: one(5, "bytes"),
  inner: one(6, INNER),
  parts: many(7, INNER),
  numbers: many(8, "int64"),
} as const;

const read = (...fields: readonly Uint8Array[]) => readMessage(message(...fields), SCHEMA);
const faultOf = (...fields: readonly Uint8Array[]) => {
  const [first] = diagnosticsOf(() => read(...fields));
  return { code: first!.code, at: first!.at };
};

describe("readMessage", () => {
  it("reads the start of a file that onnx 1.23 wrote", () => {
    // ir_version 10, producer_name "skl2onnx".
    const start = [0x08, 0x0a, 0x12, 0x08, ...new TextEncoder().encode("skl2onnx")];
    const model = { ir_version: one(1, "int64"), producer_name: one(2, "string") };
    expect(readMessage(Uint8Array.from(start), model)).toEqual({
      ir_version: 10,
      producer_name: "skl2onnx",
    });
  });

  it("reads every type, and leaves absent fields absent", () => {
    expect(read(int(1, 300), float(3, 0.5), double(4, 0.1), bytes(5, Uint8Array.of(1, 2)))).toEqual(
      {
        count: 300,
        ratio: 0.5,
        exact: [0.1],
        raw: Uint8Array.of(1, 2),
      },
    );
    expect(read()).toEqual({});
  });

  it("reads numbers in a list, packed or not", () => {
    const packed = message(varint(1), varint(-1), varint(2 ** 40));
    expect(read(int(8, 5), bytes(8, packed), int(8, -7)).numbers).toEqual([5, 1, -1, 2 ** 40, -7]);
    expect(read(bytes(4, message(float64(0.1), float64(-0)))).exact).toEqual([0.1, -0]);
    expect(read(bytes(7, bytes(2, message(float32(1.5), float32(2))))).parts).toEqual([
      { weights: [1.5, 2] },
    ]);
  });

  it("takes the last of a number that stands twice, and all of a list's", () => {
    expect(read(int(1, 1), int(1, 2)).count).toBe(2);
    expect(read(bytes(2, "a"), bytes(2, ""), bytes(2, "ß")).names).toEqual(["a", "", "ß"]);
  });

  it("reads integers to both ends of 64 bits", () => {
    for (const value of [
      0,
      127,
      128,
      2 ** 28 - 1,
      2 ** 28,
      2 ** 53 - 1,
      -1,
      -128,
      -(2 ** 53) + 1,
    ]) {
      expect(read(int(1, value)).count).toBe(value);
    }
    expect(read(int(1, 2n ** 63n - 1n)).count).toBe(2 ** 63);
    expect(read(int(1, -(2n ** 63n))).count).toBe(-(2 ** 63));
  });

  it("passes over fields that the schema does not name, in every wire type", () => {
    const others = [int(90, 1), double(91, 1), float(92, 1), bytes(93, "text")];
    expect(read(...others, int(1, 4), ...others)).toEqual({ count: 4 });
  });

  it("names the byte of what does not hold together", () => {
    const code = "protobuf/bad-wire";
    expect(faultOf(bytes(1, "x"))).toEqual({ code, at: "byte 0" });
    expect(faultOf(int(1, 1), int(2, 1))).toEqual({ code, at: "byte 2" });
    expect(faultOf(int(1, 1), Uint8Array.of(0x0b))).toEqual({ code, at: "byte 2" });
    expect(faultOf(Uint8Array.of(0x00, 0x00))).toEqual({ code, at: "byte 0" });
    expect(faultOf(varint(42), varint(9))).toEqual({ code, at: "byte 0" });
    expect(faultOf(varint(42), varint(-1))).toEqual({ code, at: "byte 0" });
    expect(faultOf(bytes(6, ""), bytes(6, ""))).toEqual({ code, at: "byte 2" });
    expect(faultOf(bytes(4, message(float64(1), Uint8Array.of(0, 0))))).toEqual({
      code: "input/truncated",
      at: "byte 10",
    });
    expect(faultOf(varint(8), new Uint8Array(11).fill(0x80))).toEqual({ code, at: "byte 1" });
    // A message that ends inside a field of a message inside.
    expect(faultOf(bytes(6, Uint8Array.of(0x0a, 5)), int(1, 1), int(1, 2), int(1, 3))).toEqual({
      code,
      at: "byte 2",
    });
  });

  it("refuses a list of so many messages that memory would run out", () => {
    const empty = new Uint8Array(2 * 100_001);
    for (let i = 0; i < empty.length; i += 2) empty[i] = 7 * 8 + 2;
    expect(faultOf(empty).code).toBe("protobuf/bad-wire");
    expect(read(empty.subarray(2)).parts).toHaveLength(100_000);
  });

  it("ends with a message or a diagnostic, whatever the bytes", () => {
    const any = fc.uint8Array({ maxLength: 40 });
    // Tags of the schema make it likely that fields are read at all.
    const tagged = fc
      .array(fc.tuple(fc.constantFrom(8, 18, 29, 33, 34, 42, 50, 58, 64, 66), any), {
        maxLength: 4,
      })
      .map((fields) => message(...fields.map(([tag, rest]) => message(varint(tag), rest))));
    fc.assert(
      fc.property(fc.oneof(any, tagged), (given) => {
        try {
          readMessage(given, SCHEMA);
        } catch (error) {
          expect(error).toBeInstanceOf(DiagnosticError);
        }
      }),
      settings(1000),
    );
  });
});
