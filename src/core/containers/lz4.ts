import { fail } from "../diagnostics/diagnostic.ts";
import { ByteReader } from "./byte-reader.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { xxh32 } from "./xxh32.ts";

const MAGIC = 0x184d2204;
const what = "its lz4 data";

/** Bits of a frame's first flag byte. */
const VERSION = 0xc0;
const VERSION_1 = 0x40;
const INDEPENDENT_BLOCKS = 0x20;
const BLOCK_CHECKSUMS = 0x10;
const CONTENT_SIZE = 0x08;
const CONTENT_CHECKSUM = 0x04;
const RESERVED = 0x02;
const DICTIONARY = 0x01;

/** Bit of a block's length: its content stands as it is. */
const STORED = 0x80000000;
const SHORTEST_MATCH = 4;

/** What a frame's header says. */
interface Frame {
  readonly flags: number;
  /** Most bytes that a block inflates to. */
  readonly blockSize: number;
  readonly length: number | undefined;
}

/** Inflates an lz4 file of one or more frames, as `lz4.frame` and joblib write it, with all its checks. */
export function inflateLz4(bytes: Uint8Array, limit: number): Uint8Array {
  const reader = new ByteReader(bytes);
  const out = new GrowingBytes(limit);
  do readFrame(reader, out);
  while (reader.offset < bytes.length);
  return out.written();
}

function readFrame(reader: ByteReader, out: GrowingBytes): void {
  const { flags, blockSize, length } = readHeader(reader);
  const first = out.length;
  for (;;) {
    const header = reader.u32(what);
    if (header === 0) break;
    const size = header & ~STORED;
    if (size > blockSize) damaged("a block is larger than its header says");
    const block = reader.take(size, what);
    const start = out.length;
    // Blocks may refer back to those before them in their frame, unless they are independent.
    const oldest = flags & INDEPENDENT_BLOCKS ? start : first;
    if (header & STORED) append(block, out);
    else inflateBlock(new ByteReader(block), out, oldest);
    if (out.length - start > blockSize) damaged("a block is larger than its header says");
    if (flags & BLOCK_CHECKSUMS) checkSum(reader, block);
  }
  if (length !== undefined && out.length - first !== length) damaged("its length is another");
  if (flags & CONTENT_CHECKSUM) checkSum(reader, out.written(first));
}

function readHeader(reader: ByteReader): Frame {
  if (reader.u32(what) !== MAGIC) damaged("another frame's mark is missing");
  const start = reader.offset;
  const flags = reader.u8(what);
  const sizes = reader.u8(what);
  const length = flags & CONTENT_SIZE ? reader.u64(what) : undefined;
  const sum = (xxh32(reader.bytes.subarray(start, reader.offset)) >>> 8) & 255;
  if ((flags & VERSION) !== VERSION_1 || flags & RESERVED || sizes & 0x8f || sizes < 0x40) {
    damaged("its header has unknown flags");
  }
  if (flags & DICTIONARY) damaged("it asks for a dictionary");
  if (reader.u8(what) !== sum) damaged("the checksum of its header is another");
  return { flags, blockSize: 2 ** (8 + 2 * (sizes >> 4)), length };
}

function checkSum(reader: ByteReader, content: Uint8Array): void {
  if (reader.u32(what) !== xxh32(content)) damaged("its checksum is another");
}

function append(content: Uint8Array, out: GrowingBytes): void {
  out.reserve(content.length).set(content, out.length);
  out.length += content.length;
}

/** Literals, then a copy of what stands `distance` bytes back, and so on; literals end the block. */
function inflateBlock(block: ByteReader, out: GrowingBytes, oldest: number): void {
  const end = block.bytes.length;
  for (;;) {
    const token = block.u8(what);
    append(block.take(lengthOf(token >> 4, block), what), out);
    if (block.offset === end) return;
    const distance = block.u16(what);
    const length = lengthOf(token & 15, block) + SHORTEST_MATCH;
    let from = out.length - distance;
    if (distance === 0 || from < oldest) damaged("it refers to what is before it");
    const bytes = out.reserve(length);
    for (let left = length; left > 0; left--) bytes[out.length++] = bytes[from++]!;
  }
}

/** A length of 15 goes on in bytes that add up, until one is not 255. */
function lengthOf(nibble: number, block: ByteReader): number {
  let length = nibble;
  if (nibble < 15) return length;
  for (;;) {
    const more = block.u8(what);
    length += more;
    if (more < 255) return length;
  }
}

function damaged(problem: string): never {
  fail("pickle/damaged-compression", { compression: "lz4", what: problem });
}
