import { fail } from "../diagnostics/diagnostic.ts";
import { ByteReader } from "./byte-reader.ts";
import { crc32, inflate } from "./inflate.ts";
import { latin1 } from "./numpy-array.ts";

/** A zip archive of stored and deflated files, none of them inflated before it is asked for. */
export interface Zip {
  /** A file's bytes; undefined where there is none of that name. Repeated reads inflate again. */
  read(name: string): Uint8Array | undefined;
}

interface Entry {
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  readonly start: number;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
const MAX_COMMENT = 65535;
const ENCRYPTED = 1;
const [STORED, DEFLATED] = [0, 8];

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** Name of the file that stands first, or "". Cheap, and never fails. */
export function firstName(bytes: Uint8Array): string {
  if (!isZip(bytes) || bytes.length < 30) return "";
  return latin1(bytes.subarray(30, 30 + bytes[26]! + 256 * bytes[27]!));
}

/** Names of all files, in the order of the archive's directory. */
export function entryNames(bytes: Uint8Array): readonly string[] {
  return [...readDirectory(bytes).keys()];
}

/** Opens an archive of which all files together may inflate to `limit` bytes. */
export function openZip(bytes: Uint8Array, limit: number): Zip {
  const entries = readDirectory(bytes);
  let left = limit;
  const read = (name: string) => {
    const entry = entries.get(name);
    if (!entry) return undefined;
    if (entry.size > left)
      fail("input/too-large", { what: "the unpacked archive", limit: `${limit} bytes` });
    left -= entry.size;
    return unpack(bytes, name, entry);
  };
  return { read };
}

function readDirectory(bytes: Uint8Array): Map<string, Entry> {
  const what = "the archive's directory";
  const end = findEnd(bytes);
  const reader = new ByteReader(bytes);
  reader.offset = end + 10;
  const count = reader.u16(what);
  const length = reader.u32(what);
  reader.offset = reader.u32(what);
  if (reader.offset > end || length > end) damaged("its directory is elsewhere", end);
  const entries = new Map<string, Entry>();
  for (let i = 0; i < count; i++) {
    const at = reader.offset;
    if (reader.u32(what) !== CENTRAL_HEADER) damaged("its directory is cut", at);
    reader.take(4, what);
    const flags = reader.u16(what);
    const method = reader.u16(what);
    reader.take(4, what);
    const checksum = reader.u32(what);
    const packedSize = reader.u32(what);
    const size = reader.u32(what);
    const [nameLength, extra, comment] = [reader.u16(what), reader.u16(what), reader.u16(what)];
    reader.take(8, what);
    const start = reader.u32(what);
    const name = latin1(reader.take(nameLength, what));
    reader.take(extra + comment, what);
    if (flags & ENCRYPTED) damaged(`${printable(name)} is encrypted`, at);
    entries.set(name, { method, checksum, packedSize, size, start });
  }
  return entries;
}

/** The end record stands last, but for a comment. */
function findEnd(bytes: Uint8Array): number {
  const first = Math.max(0, bytes.length - END_LENGTH - MAX_COMMENT);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.length - END_LENGTH; at >= first; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  return fail("input/truncated", { what: "the zip archive" });
}

function unpack(bytes: Uint8Array, name: string, entry: Entry): Uint8Array {
  const what = printable(name);
  const reader = new ByteReader(bytes);
  reader.offset = Math.min(entry.start, bytes.length);
  if (reader.u32(what) !== LOCAL_HEADER)
    damaged(`${what} is not where its directory says`, entry.start);
  reader.take(22, what);
  const skipped = reader.u16(what) + reader.u16(what);
  reader.take(skipped, what);
  const packed = reader.take(entry.packedSize, what);
  if (entry.method === DEFLATED) {
    const { checksum, size: length } = entry;
    return inflate({ compression: "zip", stream: packed, checksum, length }, entry.size);
  }
  if (entry.method !== STORED) damaged(`${what} is packed by method ${entry.method}`, entry.start);
  if (entry.size !== entry.packedSize || crc32(packed) !== entry.checksum)
    damaged(`the checksum or size of ${what} is another`, entry.start);
  return packed;
}

function damaged(what: string, at: number): never {
  fail("zip/damaged", { what }, { at: `byte ${at}` });
}

function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?").slice(0, 80);
}
