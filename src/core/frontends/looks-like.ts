import { bytesToHex } from "@noble/hashes/utils.js";
import { entryNames } from "../containers/zip.ts";
import { fail } from "../diagnostics/diagnostic.ts";
import { BYTES, ENTRIES, KEYS, type Look, TEXTS } from "./looks.ts";

/** Enough for every beginning that tells a format. */
const HEAD = 512;

/** Ends the reading of what no reader takes; `json` is its document, if it is JSON. */
export function failUnknown(bytes: Uint8Array, json: unknown): never {
  const { is, advice } = looksLike(bytes, json);
  fail("input/unknown-format", { looksLike: is, advice });
}

/** The same of what was compressed. */
export function failInflated(bytes: Uint8Array): never {
  const { is, advice = "give it decompressed" } = looksLike(bytes, undefined);
  fail("input/unknown-format", { looksLike: `compressed, with ${is} inside`, advice });
}

function looksLike(bytes: Uint8Array, json: unknown): Look {
  const start = bytes.subarray(0, HEAD);
  const head = String.fromCharCode(...start);
  const entries = head.startsWith("PK\x03\x04") ? entryNames(bytes) : [];
  const keys = typeof json === "object" && json !== null ? Object.keys(json) : [];
  return (
    ENTRIES.find(({ pattern }) => entries.some((name) => pattern.test(name))) ??
    BYTES.find(({ pattern }) => pattern.test(bytesToHex(start))) ??
    TEXTS.find(({ pattern }) => pattern.test(head)) ??
    KEYS.find(({ key }) => keys.includes(key)) ?? { is: described(start, json, keys) }
  );
}

function described(start: Uint8Array, json: unknown, keys: readonly string[]): string {
  if (Array.isArray(json)) return "a JSON array";
  if (typeof json === "object" && json !== null) {
    const named = keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 40)));
    return keys.length === 0 ? "an empty JSON object" : `a JSON object of ${named.join(", ")}`;
  }
  if (start.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13)))
    return "text";
  const hex = bytesToHex(start.subarray(0, 4)).replace(/..(?=.)/g, "$& ");
  return `binary data that starts with ${hex}`;
}
