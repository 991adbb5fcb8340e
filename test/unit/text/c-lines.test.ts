import { expect, it } from "vitest";
import { breakLines } from "../../../src/core/text/c-lines.ts";

const long = "a".repeat(60);

it("leaves lines of 100 columns alone", () => {
  const line = `    ${"x".repeat(96)}`;
  expect(breakLines(line)).toBe(line);
});

it("breaks outside parentheses rather than inside", () => {
  expect(
    breakLines(`    value = ${long}(first, second) + other(third, fourth, fifth, sixth);`),
  ).toBe(`    value = ${long}(first, second) +\n            other(third, fourth, fifth, sixth);`);
});

it("continues a directive with a backslash, also on its second line", () => {
  const text = `#if defined(${long}) && defined(SHORT) && defined(ANOTHER_ONE) && defined(LAST)`;
  const lines = breakLines(text).split("\n");
  expect(lines.slice(0, -1).every((line) => line.endsWith(" \\"))).toBe(true);
  expect(lines.at(-1)).not.toMatch(/\\$/);
  const second = `#if defined(FIRST) && \\\n    ${text.slice(4)}`;
  for (const line of breakLines(second).split("\n").slice(0, -1)) expect(line).toMatch(/ \\$/);
});

it("never breaks inside a string", () => {
  const text = `    puts("${"two words ".repeat(12)}");`;
  expect(breakLines(text)).toBe(text);
});
