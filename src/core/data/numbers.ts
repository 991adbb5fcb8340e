const WORDS: ReadonlyMap<string, number> = new Map([
  ["", Number.NaN],
  ["nan", Number.NaN],
  ["na", Number.NaN],
  ["-nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["+inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
  ["+infinity", Number.POSITIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
]);

/** "0x1f", "0b1", "1_000": JavaScript's or Python's numbers, but not those of data files. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number as data files write it; NaN for a missing value; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  const value = Number(text);
  // Almost every cell ends here. JavaScript has blanks as 0, and "0x10" and "Infinity" as numbers.
  if (text === "0") return 0;
  if (!Number.isNaN(value) && value !== 0 && !(text.charCodeAt(1) >= 65)) return value;
  const trimmed = text.trim().toLowerCase();
  const word = WORDS.get(trimmed);
  if (word !== undefined) return word;
  return NUMBER.test(trimmed) ? Number(trimmed) : undefined;
}

/** The shortest text that reads back to the same number; NaN as "nan". */
export function printNumber(x: number): string {
  if (Number.isFinite(x)) return Object.is(x, -0) ? "-0" : String(x);
  return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
}
