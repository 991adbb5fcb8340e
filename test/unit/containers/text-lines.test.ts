import { expect, it } from "vitest";
import { excerpt, linesOf, splitField } from "../../../src/core/containers/text-lines.ts";

const textsOf = (text: string) => Array.from(linesOf(text), (line) => line.text);

it("splits at LF and CR LF, and the last line needs none", () => {
  expect(textsOf("tree\nversion=v4\r\n\n\r\nend")).toEqual(["tree", "version=v4", "", "", "end"]);
  expect(textsOf("tree\n")).toEqual(["tree"]);
  expect(textsOf("")).toEqual([]);
  expect(textsOf("a\rb")).toEqual(["a\rb"]);
});

it("numbers lines and says where they start, from any line on", () => {
  const text = "one\r\ntwo\nthree";
  const lines = [...linesOf(text)];
  expect(lines.map(({ number, start }) => [number, start])).toEqual([
    [1, 0],
    [2, 5],
    [3, 9],
  ]);
  const { start, number } = lines[1]!;
  expect([...linesOf(text, start, number)]).toEqual(lines.slice(1));
});

it("splits fields at the first equals sign", () => {
  const field = (text: string) => splitField({ text, number: 1, start: 0 });
  expect(field("feature_names=a=b c")).toEqual(["feature_names", "a=b c"]);
  expect(field("threshold=")).toEqual(["threshold", ""]);
  expect(field("average_output")).toBeUndefined();
});

it("cuts what it quotes", () => {
  expect(excerpt("x".repeat(60))).toBe("x".repeat(60));
  expect(excerpt("x".repeat(61))).toBe(`${"x".repeat(60)}...`);
});
