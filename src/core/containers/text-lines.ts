/** A line without its end, which may be LF or CR LF. */
export interface Line {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
  /** UTF-16 offset of its first character. */
  readonly start: number;
}

/** The lines of a text from `start`, whose line number is `number`; an end of the text ends a line. */
export function* linesOf(text: string, start = 0, number = 1): Generator<Line> {
  let line = number;
  for (let at = start; at < text.length; line++) {
    const found = text.indexOf("\n", at);
    const next = found < 0 ? text.length : found;
    const end = next > at && text.charCodeAt(next - 1) === 0x0d ? next - 1 : next;
    yield { text: text.slice(at, end), number: line, start: at };
    at = next + 1;
  }
}

/** A value of a `key=value` line and the line that it stands in. */
export interface Field {
  readonly value: string;
  readonly line: number;
}

/** Splits at the first `=`; undefined where there is none. */
export function splitField({ text }: Line): readonly [key: string, value: string] | undefined {
  const equals = text.indexOf("=");
  return equals < 0 ? undefined : [text.slice(0, equals), text.slice(equals + 1)];
}

/** The start of a text, for messages: a line may be megabytes long. */
export function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
