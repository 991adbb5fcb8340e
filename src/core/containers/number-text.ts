/** What C++ streams write where a number is not finite. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
  ["-nan", Number.NaN],
]);

/** Decimal numbers and the words above: keeps out what Number() takes besides, such as 0x10. */
const CHARACTERS = /^[-+.0-9eE infa]*$/;

/** Numbers separated by blanks, each rounded once; undefined if something else is among them. */
export function parseNumbers(text: string): readonly number[] | undefined {
  if (!CHARACTERS.test(text)) return undefined;
  const numbers: number[] = [];
  for (let at = 0; at < text.length; ) {
    const blank = text.indexOf(" ", at);
    const end = blank < 0 ? text.length : blank;
    if (end > at) {
      const token = text.slice(at, end);
      const value = Number(token);
      if (!Number.isNaN(value)) numbers.push(value);
      else {
        const word = WORDS.get(token);
        if (word === undefined) return undefined;
        numbers.push(word);
      }
    }
    at = end + 1;
  }
  return numbers;
}

const [BLANK, MINUS, ZERO] = [0x20, 0x2d, 0x30];

/** Integers of 32 bits separated by blanks; undefined if something else is among them. */
export function parseIntegers(text: string): readonly number[] | undefined {
  const numbers: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) === BLANK) continue;
    const negative = text.charCodeAt(at) === MINUS;
    if (negative) at++;
    const start = at;
    let value = 0;
    for (; at < text.length && text.charCodeAt(at) !== BLANK; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9 || value > 2 ** 31) return undefined;
      value = value * 10 + digit;
    }
    if (at === start || value > 2 ** 31 - (negative ? 0 : 1)) return undefined;
    numbers.push(negative && value !== 0 ? -value : value);
  }
  return numbers;
}
