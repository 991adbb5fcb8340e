import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { firstToken, parseJsonDocument } from "./json.ts";

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [BRACKET_OPEN, BRACKET_CLOSE, BRACE_OPEN, BRACE_CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The beginning of a JSON document, cut anywhere: members and items that ended before the cut, in
 * objects and arrays closed there. Undefined where it is no JSON; never throws for content.
 */
export function parseJsonHead(bytes: Uint8Array): unknown {
  if (firstToken(bytes) === undefined) return undefined;
  const { end, closers } = lastWhole(bytes);
  const closed = new Uint8Array(end + closers.length);
  closed.set(bytes.subarray(0, end));
  closed.set(closers, end);
  try {
    return parseJsonDocument(closed);
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

/** Where the last whole value, or the last opening bracket, ends, and what closes the text there. */
function lastWhole(bytes: Uint8Array): { end: number; closers: Uint8Array } {
  const open: number[] = [];
  let end = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at++;
      while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    } else if (byte === BRACE_OPEN || byte === BRACKET_OPEN) {
      open.push(byte === BRACE_OPEN ? BRACE_CLOSE : BRACKET_CLOSE);
      end = at + 1;
    } else if (byte === BRACE_CLOSE || byte === BRACKET_CLOSE) {
      open.pop();
      end = at + 1;
    } else if (byte === COMMA) {
      end = at;
    }
  }
  return { end, closers: Uint8Array.from(open.reverse()) };
}
