import fc from "fast-check";
import { expect, it } from "vitest";
import { parseJsonHead } from "../../../src/core/containers/json-head.ts";
import { settings } from "../../support/property.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

it("closes what is open, without the value that was cut", () => {
  const text = '{"a": [1, {"b": "x]\\"}"}, 345], "c": NaN, "d": {}}';
  const headOf = (part: string) => parseJsonHead(bytesOf(text.slice(0, text.indexOf(part))));
  expect(headOf(" [1")).toEqual({});
  expect(headOf("1,")).toEqual({ a: [] });
  expect(headOf(', {"b"')).toEqual({ a: [] });
  expect(headOf("]\\")).toEqual({ a: [1, {}] });
  expect(headOf("}, 345")).toEqual({ a: [1, {}] });
  expect(headOf("45]")).toEqual({ a: [1, { b: 'x]"}' }] });
  expect(headOf(', "d"')).toEqual({ a: [1, { b: 'x]"}' }, 345] });
  expect(headOf(": {}")).toEqual({ a: [1, { b: 'x]"}' }, 345], c: Number.NaN });
});

it("gives nothing for what is no JSON", () => {
  for (const text of ["", "tree\nversion=v4", "12, 13", '{"a" 1, "b": 2', "{]"]) {
    expect(parseJsonHead(bytesOf(text))).toBeUndefined();
  }
});

it("gives a part of the document, wherever it is cut", () => {
  const documents = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
  fc.assert(
    fc.property(documents, fc.nat(), (document, place) => {
      const whole: unknown = JSON.parse(JSON.stringify(document));
      const bytes = bytesOf(JSON.stringify(document));
      const length = 1 + (place % bytes.length);
      expectPart(parseJsonHead(bytes.subarray(0, length)), whole);
      expect(parseJsonHead(bytes)).toEqual(whole);
    }),
    settings(500),
  );
});

/** Every item and member of `part` is one of `whole`, in the same place. */
function expectPart(part: unknown, whole: unknown): void {
  if (typeof part !== "object" || part === null) {
    expect(part).toEqual(whole);
    return;
  }
  expect(Array.isArray(part)).toBe(Array.isArray(whole));
  for (const [key, value] of Object.entries(part)) {
    expectPart(value, (whole as Record<string, unknown>)[key]);
  }
}
