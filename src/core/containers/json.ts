import { fail } from "../diagnostics/diagnostic.ts";
import { locateSyntaxError } from "./json-syntax.ts";

/**
 * Deepest nesting accepted: above the deepest tree that ml-cart files may nest (one object a
 * level), and far below what any engine's JSON.parse can take.
 */
export const MAX_JSON_DEPTH = 5000;

/** V8's longest string, in bytes of one-byte text. */
const MAX_JSON_BYTES = 2 ** 29 - 24;

/** Stands for a bare NaN while JSON.parse runs: a string of NaN's own length. */
const NAN_TOKEN = '"\x7f"';

const [TAB, LF, CR, SPACE, QUOTE, BACKSLASH] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x5c];
const [BRACKET_OPEN, BRACKET_CLOSE, BRACE_OPEN, BRACE_CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];
const [UPPER_I, UPPER_L, UPPER_N] = [0x49, 0x4c, 0x4e];

/** 1 at the bytes that `scan` looks at; files of megabytes are mostly digits. */
const STOPS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const stops = [QUOTE, BRACE_OPEN, BRACE_CLOSE, BRACKET_OPEN, BRACKET_CLOSE, UPPER_I, UPPER_N];
  return stops.includes(byte) ? 1 : 0;
});

/**
 * Parses a JSON file, also with the bare NaN, Infinity and -Infinity that Python writes. Gives
 * undefined for bytes that do not start like a JSON array or object. A key given twice keeps its
 * last value.
 *
 * @throws DiagnosticError for text that starts like JSON and is not, or nests too deep.
 */
export function parseJsonDocument(bytes: Uint8Array): unknown {
  const start = firstToken(bytes);
  if (start === undefined) return undefined;
  if (bytes.length > MAX_JSON_BYTES) {
    const megabytes = Math.ceil(bytes.length / 1e6);
    fail("json/too-large", { megabytes, limit: Math.floor(MAX_JSON_BYTES / 1e6) });
  }
  const { words, nans } = scan(bytes, start);
  const text = decode(words.length > 0 ? withoutBareWords(bytes, words) : bytes);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    failAtSyntaxError(text);
  }
  return nans ? restoreNaN(document) : document;
}

/** Offset of the first `{` or `[` if nothing but space stands before it, and the file is no UBJSON. */
export function firstToken(bytes: Uint8Array): number | undefined {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let at = hasMark ? 3 : 0;
  while (isSpace(bytes[at])) at++;
  if (bytes[at] !== BRACE_OPEN && bytes[at] !== BRACKET_OPEN) return undefined;
  // UBJSON objects start with { too; a marker and an 8-byte length follow.
  if (bytes[at + 1] === UPPER_L && bytes[at + 2] === 0) return undefined;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === LF || byte === CR || byte === TAB;
}

/** One pass over the bytes: checks the depth, finds the bare words that JSON.parse refuses. */
function scan(bytes: Uint8Array, start: number): { words: number[]; nans: boolean } {
  const words: number[] = [];
  let nans = false;
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (STOPS[byte] === 0) continue;
    if (byte === QUOTE) {
      at++;
      while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    } else if (byte === BRACE_OPEN || byte === BRACKET_OPEN) {
      if (++depth > MAX_JSON_DEPTH) {
        fail("json/too-deep", { limit: MAX_JSON_DEPTH }, { at: `byte ${at}` });
      }
    } else if (byte === BRACE_CLOSE || byte === BRACKET_CLOSE) {
      depth--;
    } else if (byte === UPPER_N && startsWith(bytes, at, "NaN")) {
      words.push(at);
      nans = true;
    } else if (byte === UPPER_I && startsWith(bytes, at, "Infinity")) {
      words.push(at);
    }
  }
  return { words, nans };
}

function startsWith(bytes: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    if (bytes[at + i] !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** Infinity becomes 1e999 (which parses as infinity), NaN its token; no byte moves. */
function withoutBareWords(bytes: Uint8Array, words: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const at of words) {
    const replacement = bytes[at] === UPPER_N ? NAN_TOKEN : "1e999   ";
    for (let i = 0; i < replacement.length; i++) copy[at + i] = replacement.charCodeAt(i);
  }
  return copy;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return fail("json/not-utf-8", {});
  }
}

function failAtSyntaxError(text: string): never {
  const fault = locateSyntaxError(text);
  if (fault.found === undefined) fail("input/truncated", { what: "the JSON document" });
  const lines = text.slice(0, fault.at).split("\n");
  const place = { at: `line ${lines.length}, column ${lines.at(-1)!.length + 1}` };
  fail("json/syntax", { found: fault.found, expected: fault.expected }, place);
}

/** Puts NaN back in place of its token, in the document itself. */
function restoreNaN(document: unknown): unknown {
  const token = NAN_TOKEN.slice(1, -1);
  const pending: unknown[] = [document];
  while (pending.length > 0) {
    const container = pending.pop() as Record<string, unknown>;
    for (const key of Object.keys(container)) {
      const value = container[key];
      if (value === token) container[key] = Number.NaN;
      else if (typeof value === "object" && value !== null) pending.push(value);
    }
  }
  return document;
}
