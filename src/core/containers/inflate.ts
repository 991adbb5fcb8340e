import { Inflate } from "fflate";
import { fail } from "../diagnostics/diagnostic.ts";

/** A deflate stream inside a container, and the check that follows it. */
export interface Deflated {
  readonly compression: "zlib" | "gzip" | "zip";
  readonly stream: Uint8Array;
  /** Adler-32 (zlib) or CRC-32 (gzip, zip) of the inflated bytes. */
  readonly checksum: number;
  /** Inflated length modulo 2^32, where the container says it. */
  readonly length?: number;
}

/** Input a step: a step inflates to at most about a thousand times as much. */
const STEP = 16_384;

/**
 * Inflates in two runs: the first only counts, so that a bomb stops at `limit` without memory and
 * the second writes into one array of the right length.
 */
export function inflate(deflated: Deflated, limit: number): Uint8Array {
  const { compression } = deflated;
  let length = 0;
  run(deflated, (chunk) => {
    length += chunk.length;
    if (length > limit) {
      fail("input/too-large", { what: "the inflated file", limit: `${limit} bytes` });
    }
  });
  if (deflated.length !== undefined && deflated.length !== length % 2 ** 32) {
    fail("pickle/damaged-compression", { compression, what: "its length is another" });
  }
  const out = new Uint8Array(length);
  let at = 0;
  run(deflated, (chunk) => {
    out.set(chunk, at);
    at += chunk.length;
  });
  const checksum = compression === "zlib" ? adler32(out) : crc32(out);
  if (checksum !== deflated.checksum) {
    fail("pickle/damaged-compression", { compression, what: "its checksum is another" });
  }
  return out;
}

function run({ compression, stream }: Deflated, take: (chunk: Uint8Array) => void): void {
  let ended = false;
  const inflater = new Inflate((chunk, final) => {
    ended = final;
    take(chunk);
  });
  for (let at = 0; at < stream.length; at += STEP) {
    push(inflater, stream.subarray(at, at + STEP), at + STEP >= stream.length, compression);
  }
  if (!ended) fail("input/truncated", { what: `its ${compression} data` });
}

function push(inflater: Inflate, step: Uint8Array, last: boolean, compression: string): void {
  try {
    inflater.push(step, last);
  } catch (error) {
    // fflate's own errors carry a numeric code; 0 is an early end. Others are ours, from `take`.
    const code = (error as { code?: unknown }).code;
    if (typeof code !== "number") throw error;
    if (code === 0) fail("input/truncated", { what: `its ${compression} data` });
    fail("pickle/damaged-compression", { compression, what: (error as Error).message });
  }
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  // 5552 is the most bytes for which b cannot pass 32 bits.
  for (let start = 0; start < bytes.length; start += 5552) {
    const end = Math.min(start + 5552, bytes.length);
    for (let i = start; i < end; i++) {
      a += bytes[i]!;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ bytes[i]!) & 255]!;
  return ~crc >>> 0;
}
