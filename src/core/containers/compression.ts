import { fail } from "../diagnostics/diagnostic.ts";
import { ByteReader } from "./byte-reader.ts";
import { inflateBzip2 } from "./bzip2.ts";
import { type Deflated, inflate } from "./inflate.ts";
import { inflateLz4 } from "./lz4.ts";
import { inflateLzma } from "./lzma-alone.ts";
import { inflateXz } from "./xz.ts";

/** A compressed container that joblib or a user wraps a pickle in. */
interface Compression {
  readonly name: string;
  readonly starts: (bytes: Uint8Array) => boolean;
  /** Absent where mlc cannot inflate it. */
  readonly inflate?: (bytes: Uint8Array, limit: number) => Uint8Array;
}

const startsWith =
  (...signature: readonly number[]) =>
  (bytes: Uint8Array) =>
    signature.every((byte, i) => bytes[i] === byte);

const deflated =
  (open: (bytes: Uint8Array) => Deflated) =>
  (bytes: Uint8Array, limit: number): Uint8Array =>
    inflate(open(bytes), limit);

const COMPRESSIONS: readonly Compression[] = [
  { name: "zlib", starts: startsZlib, inflate: deflated(openZlib) },
  { name: "gzip", starts: startsWith(0x1f, 0x8b), inflate: deflated(openGzip) },
  { name: "zlib", starts: startsWith(0x5a, 0x46, 0x30, 0x78), inflate: deflated(openLegacyJoblib) },
  { name: "bz2", starts: startsWith(0x42, 0x5a, 0x68), inflate: inflateBzip2 },
  { name: "xz", starts: startsWith(0xfd, 0x37, 0x7a, 0x58, 0x5a), inflate: inflateXz },
  { name: "lzma", starts: startsWith(0x5d, 0x00, 0x00), inflate: inflateLzma },
  { name: "lz4", starts: startsWith(0x04, 0x22, 0x4d, 0x18), inflate: inflateLz4 },
  { name: "zstandard", starts: startsWith(0x28, 0xb5, 0x2f, 0xfd) },
];

function compressionOf(bytes: Uint8Array): Compression | undefined {
  return COMPRESSIONS.find(({ starts }) => starts(bytes));
}

/** Name of the compression that the first bytes show, supported or not. */
export function compressionName(bytes: Uint8Array): string | undefined {
  return compressionOf(bytes)?.name;
}

/** The bytes themselves, or what they inflate to, at most `limit`. */
export function decompress(bytes: Uint8Array, limit: number): Uint8Array {
  const compression = compressionOf(bytes);
  if (!compression) return bytes;
  if (!compression.inflate)
    fail("pickle/unsupported-compression", { compression: compression.name });
  return compression.inflate(bytes, limit);
}

function startsZlib(bytes: Uint8Array): boolean {
  return bytes[0] === 0x78 && bytes.length > 1 && ((bytes[0] << 8) | bytes[1]!) % 31 === 0;
}

function openZlib(bytes: Uint8Array): Deflated {
  const reader = new ByteReader(bytes);
  const header = reader.take(2, "its zlib header");
  if (header[1]! & 32) {
    fail("pickle/damaged-compression", { compression: "zlib", what: "it asks for a dictionary" });
  }
  const stream = reader.take(Math.max(0, bytes.length - 6), "its zlib data");
  const tail = reader.take(4, "its zlib data");
  const checksum = new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0);
  return { compression: "zlib", stream, checksum };
}

const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;

function openGzip(bytes: Uint8Array): Deflated {
  const what = "its gzip header";
  const reader = new ByteReader(bytes);
  const flags = reader.take(10, what)[3]!;
  if (flags & FLAG_EXTRA) reader.take(reader.u16(what), what);
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if (flags & flag) while (reader.u8(what) !== 0);
  }
  if (flags & FLAG_HEADER_CRC) reader.take(2, what);
  const stream = reader.take(Math.max(0, bytes.length - reader.offset - 8), "its gzip data");
  const checksum = reader.u32("its gzip data");
  return { compression: "gzip", stream, checksum, length: reader.u32("its gzip data") };
}

/** joblib 0.8 and older: "ZF", the inflated length as 19 characters of hex, maybe a space, zlib. */
function openLegacyJoblib(bytes: Uint8Array): Deflated {
  const start = bytes[21] === 0x20 ? 22 : 21;
  return openZlib(bytes.subarray(start));
}
