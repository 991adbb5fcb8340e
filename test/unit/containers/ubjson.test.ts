import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksLikeUbjson, readUbjson } from "../../../src/core/containers/ubjson.ts";
import { DiagnosticError } from "../../../src/core/diagnostics/diagnostic.ts";
import { diagnosticsOf } from "../../support/diagnostics.ts";
import { settings } from "../../support/property.ts";
import { key, length, type Part, toUbjson, ubjson } from "../../support/ubjson-bytes.ts";

const read = (...parts: readonly Part[]) => readUbjson(ubjson(...parts));
const faultOf = (...parts: readonly Part[]) => {
  const [first] = diagnosticsOf(() => read(...parts));
  return { code: first!.code, at: first!.at };
};

describe("readUbjson", () => {
  it("reads the start of a file that XGBoost wrote", () => {
    // Three weights of a tree, big-endian float32, from a model of release 2.1.4.
    const weights = [0x3f, 0xd8, 0x9d, 0x89, 0xbf, 0xa6, 0xf4, 0xdf, 0x40, 0x4b, 0xa2, 0xe8];
    const bytes = ubjson("{", key("learner"), "{", key("w"), "[$d#", length(3), weights, "}}");
    expect(looksLikeUbjson(bytes)).toBe(true);
    expect(readUbjson(bytes)).toEqual({
      learner: { w: Float32Array.of(1.6923076, -1.3043479, 3.181818) },
    });
  });

  it("reads arrays of every type of numbers, typed and big-endian", () => {
    expect(read("[$i#i", 2, 0xff, 0x7f)).toEqual(Int8Array.of(-1, 127));
    expect(read("[$U#U", 2, 0xff, 0x7f)).toEqual(Uint8Array.of(255, 127));
    expect(read("[$I#I", 0, 2, 0xff, 0xfe, 1, 2)).toEqual(Int16Array.of(-2, 258));
    expect(read("[$l#l", 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xfd)).toEqual(Int32Array.of(-3));
    expect(read("[$L#", length(2), length(-4).slice(1), length(2 ** 40).slice(1))).toEqual(
      Float64Array.of(-4, 2 ** 40),
    );
    expect(read("[$d#", length(1), 0x7f, 0xc0, 0, 0)).toEqual(Float32Array.of(Number.NaN));
    expect(read("[$D#", length(1), 0xbf, 0xf8, 0, 0, 0, 0, 0, 0)).toEqual(Float64Array.of(-1.5));
    expect(read("[$d#", length(0))).toEqual(new Float32Array());
  });

  it("reads single values, and arrays of mixed ones with and without a count", () => {
    const values = ["Z", "T", "F", "i", 0x80, "U", 0x80, "d", 0x40, 0x20, 0, 0, "Ca"];
    const expected = [null, true, false, -128, 128, 2.5, "a"];
    expect(read("[", values, "]")).toEqual(expected);
    expect(read("[#i", 7, values)).toEqual(expected);
    expect(read("[]")).toEqual([]);
    expect(read("{}")).toEqual({});
  });

  it("reads texts of other scripts", () => {
    expect(read("{", key("äcoustic"), "S", key("振動"), "}")).toEqual({ äcoustic: "振動" });
  });

  it("takes __proto__ for a key like others, and the last of two equal keys", () => {
    const object = read("{", key("__proto__"), "{", key("x"), "T}", key("a"), "F", key("a"), "T}");
    expect(Object.keys(object as object)).toEqual(["__proto__", "a"]);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(object).toHaveProperty("a", true);
    expect((object as { x?: unknown }).x).toBeUndefined();
  });

  it("gives what JSON gives", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const plain = JSON.stringify(readUbjson(toUbjson(value)), (_, item) =>
          ArrayBuffer.isView(item) ? Array.from(item as Float64Array) : item,
        );
        expect(plain).toBe(JSON.stringify(value));
      }),
      settings(300),
    );
  });
});

describe("hostile UBJSON ends in a diagnostic", () => {
  it.each<readonly [what: string, parts: Part, code: string, at: string]>([
    ["no marker that is known", ["x"], "ubjson/bad-marker", "byte 0"],
    ["a high-precision number", ["H"], "ubjson/bad-marker", "byte 0"],
    ["a no-op", ["[N]"], "ubjson/bad-marker", "byte 1"],
    ["a sized object", ["{#i", 0], "ubjson/bad-marker", "byte 1"],
    ["a typed array of texts", ["[$S#i", 1], "ubjson/bad-marker", "byte 2"],
    ["a typed array of nulls", ["[$Z#", length(2n ** 62n)], "ubjson/bad-marker", "byte 2"],
    ["a typed array without a count", ["[$d]"], "ubjson/bad-marker", "byte 3"],
    ["a length that is a text", ["S", "S"], "ubjson/bad-marker", "byte 1"],
    ["a length that is a float", ["Sd", 0, 0, 0, 0], "ubjson/bad-marker", "byte 1"],
    ["a negative length", ["S", length(-1)], "ubjson/bad-length", "byte 10"],
    ["a negative count", ["[#", length(-5)], "ubjson/bad-length", "byte 11"],
    ["a text beyond the end", ["S", length(2n ** 62n), "abc"], "input/truncated", "byte 10"],
    ["numbers beyond the end", ["[$D#", length(2n ** 61n), 0], "input/truncated", "byte 13"],
    ["values beyond the end", ["[#", length(2n ** 62n), "TTT"], "input/truncated", "byte 14"],
    ["an open object", ["{", key("a")], "input/truncated", "byte 11"],
    ["an open array", ["[T"], "input/truncated", "byte 2"],
    ["half a number", ["D", 1, 2], "input/truncated", "byte 1"],
    ["a text that is not UTF-8", ["S", length(2), 0xc3, 0x28], "ubjson/not-utf-8", "byte 10"],
    ["bytes after the end", ["TZ"], "ubjson/trailing", "byte 1"],
    ["65 arrays in each other", "[".repeat(65), "ubjson/too-deep", "byte 64"],
    ["a million arrays in each other", "[".repeat(1e6), "ubjson/too-deep", "byte 64"],
  ])("%s", (_, parts, code, at) => {
    expect(faultOf(parts)).toEqual({ code, at });
  });

  it("empty arrays without end", () => {
    const bytes = new Uint8Array(2 + 2 * 2 ** 22).fill(0x5b);
    for (let i = 2; i < bytes.length; i += 2) bytes[i] = 0x5d;
    const [first] = diagnosticsOf(() => readUbjson(bytes));
    expect(first!.code).toBe("ubjson/too-many");
  });

  it("any bytes", () => {
    const markers = fc.constantFrom(...Array.from("{}[]$#SCZTFHNiUIlLdD", (c) => c.charCodeAt(0)));
    const bytes = fc.array(fc.oneof(markers, fc.nat(3), fc.nat(255)), { maxLength: 60 });
    fc.assert(
      fc.property(bytes, (mutant) => {
        try {
          readUbjson(Uint8Array.from(mutant));
        } catch (error) {
          if (!(error instanceof DiagnosticError)) throw error;
        }
      }),
      settings(2000),
    );
  });
});
