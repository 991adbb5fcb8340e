import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_JSON_DEPTH, parseJsonDocument } from "../../../src/core/containers/json.ts";
import { type Diagnostic, DiagnosticError } from "../../../src/core/diagnostics/diagnostic.ts";
import { settings } from "../../support/property.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseJsonDocument(bytesOf(text));

function faultOf(bytes: Uint8Array): Diagnostic {
  try {
    parseJsonDocument(bytes);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0]!;
    throw error;
  }
  throw new Error("no diagnostic");
}

describe("parseJsonDocument", () => {
  it("gives undefined for what does not start like an array or object", () => {
    for (const text of ["", " \n", "12", '"a"', "PK\u0003\u0004", "tree\nversion=v4"]) {
      expect(parse(text)).toBeUndefined();
    }
    const ubjson = Uint8Array.of(0x7b, 0x4c, 0, 0, 0, 0, 0, 0, 0, 7);
    expect(parseJsonDocument(ubjson)).toBeUndefined();
  });

  it("skips a byte order mark and leading space", () => {
    expect(parseJsonDocument(Uint8Array.of(0xef, 0xbb, 0xbf, 0x20, 0x5b, 0x5d))).toEqual([]);
  });

  it("reads Python's bare words, but not inside strings", () => {
    const text =
      '{"a": [NaN, -Infinity, Infinity, -0.0], "NaN": "say \\"NaN, Infinity\\"", "b": NaN}';
    expect(parse(text)).toEqual({
      a: [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -0],
      NaN: 'say "NaN, Infinity"',
      b: Number.NaN,
    });
  });

  it("keeps __proto__ as a plain key", () => {
    const document = parse('{"__proto__": {"name": NaN}}') as object;
    expect(Object.keys(document)).toEqual(["__proto__"]);
    expect(({} as { name?: unknown }).name).toBeUndefined();
  });

  it("agrees with JSON.parse on every JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, space) => {
        const text = JSON.stringify([value], null, space);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      settings(100),
    );
  });

  it.each([
    ["[1, 2", "input/truncated", undefined],
    ['{"a": "unfinis', "input/truncated", undefined],
    ['{"a": tr', "input/truncated", undefined],
    ['{"a"', "input/truncated", undefined],
    ['{\n "a": 1,\n "b": }', "json/syntax", "line 3, column 7"],
    ['{"a": 1 "b": 2}', "json/syntax", "line 1, column 9"],
    ["[1, 2,]", "json/syntax", "line 1, column 7"],
    ["{'a': 1}", "json/syntax", "line 1, column 2"],
    ['{"a" 1}', "json/syntax", "line 1, column 6"],
    ["[01]", "json/syntax", "line 1, column 3"],
    ['["a\u0001"]', "json/syntax", "line 1, column 2"],
    ["[1]]", "json/syntax", "line 1, column 4"],
    ["[-NaN]", "json/syntax", "line 1, column 2"],
  ])("reports %j", (text, code, at) => {
    expect(faultOf(bytesOf(text))).toMatchObject(at ? { code, at } : { code });
  });

  it("reports bytes that are not UTF-8", () => {
    expect(faultOf(Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d)).code).toBe("json/not-utf-8");
  });

  it("takes the deepest nesting allowed and refuses one more", () => {
    const nested = (depth: number) => bytesOf("[".repeat(depth) + "]".repeat(depth));
    expect(Array.isArray(parseJsonDocument(nested(MAX_JSON_DEPTH)))).toBe(true);
    const fault = { code: "json/too-deep", at: `byte ${MAX_JSON_DEPTH}` };
    expect(faultOf(nested(MAX_JSON_DEPTH + 1))).toMatchObject(fault);
    expect(faultOf(nested(100_000))).toMatchObject(fault);
  });

  it("finds a place for whatever JSON.parse refuses", () => {
    const document = bytesOf('{"a": [1.5e3, NaN, true, null], "b": {"c": "x\\n\u00e9"}}');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(document.length - 1), fc.nat(255)), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.nat(document.length),
        (edits, length) => {
          const mutant = Uint8Array.from(document);
          for (const [at, byte] of edits) mutant[at] = byte;
          try {
            parseJsonDocument(mutant.slice(0, length));
          } catch (error) {
            expect(error).toBeInstanceOf(DiagnosticError);
          }
        },
      ),
      settings(1000),
    );
  });
});
