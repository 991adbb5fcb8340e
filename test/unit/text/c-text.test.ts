import { describe, expect, it } from "vitest";
import {
  toCharacterLiterals,
  toCommentText,
  toStringLiteral,
  toStringLiteralLines,
} from "../../../src/core/text/c-text.ts";
import { toEnumerators } from "../../../src/core/text/names.ts";
import { shorten, wrapCommand, wrapText } from "../../../src/core/text/wrap.ts";

describe("text in comments and literals", () => {
  it("closes no comment, forms no trigraph, splices no line", () => {
    expect(toCommentText("a */ b /* c ??/ d\\")).toBe("a * / b / * c ? ?/ d\\ ");
    expect(toCommentText("line\nbreak caf\u00e9")).toBe("line break caf\\u{e9}");
  });

  it("writes UTF-8 as octal escapes", () => {
    expect(toStringLiteral('\u00e9"\\??')).toBe('"\\303\\251\\"\\\\\\?\\?"');
  });

  it("cuts a literal between characters, never in an escape", () => {
    expect(toStringLiteralLines("ab\u00e9cd", 6)).toEqual(['"ab\\303"', '"\\251cd"']);
    expect(toStringLiteralLines("", 6)).toEqual(['""']);
  });

  it("quotes a quote in a character literal", () => {
    expect(toCharacterLiterals("a'\\")).toEqual(["'a'", "'\\''", "'\\\\'"]);
  });
});

describe("lines", () => {
  it("breaks words that no line holds", () => {
    expect(wrapText(`one ${"x".repeat(12)}`, 10)).toEqual(["one", "x".repeat(10), "xx"]);
    expect(wrapCommand(["mlc", "y".repeat(25)], 12)).toEqual([
      "mlc \\",
      `    ${"y".repeat(7)}\\`,
      `${"y".repeat(11)}\\`,
      "y".repeat(7),
    ]);
  });

  it("shows that something was cut off", () => {
    expect(shorten("healthy", 7)).toBe("healthy");
    expect(shorten("very healthy", 8)).toBe("very...");
  });
});

describe("enumerators", () => {
  it("keep numbers apart from their negatives", () => {
    expect(toEnumerators(["-1", "1", "0", "-0.5"], "C")).toEqual([
      "MINUS_1",
      "1",
      "0",
      "MINUS_0_5",
    ]);
  });

  it("are distinct where names differ only in what C cannot hold", () => {
    expect(toEnumerators(["a b", "a-b", "", "a b"], "F")).toEqual(["A_B", "A_B_2", "F_2", "A_B_3"]);
  });
});
