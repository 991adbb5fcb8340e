import { sha256 } from "@noble/hashes/sha2.js";
import { fail } from "../diagnostics/diagnostic.ts";
import { ByteReader } from "./byte-reader.ts";
import { crc64 } from "./crc64.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { crc32 } from "./inflate.ts";
import { LzmaDecoder, lzmaProperties } from "./lzma.ts";

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0];
const LZMA2 = 0x21;
const what = "its xz data";

type Check = (content: Uint8Array) => Uint8Array;

/** How a block's content is checked, by the number in the stream's header. */
const CHECKS: ReadonlyMap<number, Check> = new Map<number, Check>([
  [0, () => new Uint8Array(0)],
  [1, (content) => littleEndian(BigInt(crc32(content)), 4)],
  [4, (content) => littleEndian(crc64(content), 8)],
  [10, sha256],
]);

/** Sizes of one block, which the index repeats. */
interface Block {
  readonly unpadded: number;
  readonly length: number;
}

/** Inflates an `.xz` file of LZMA2 streams, with all its checks. */
export function inflateXz(bytes: Uint8Array, limit: number): Uint8Array {
  const reader = new ByteReader(bytes);
  const out = new GrowingBytes(limit);
  do readStream(reader, out);
  while (MAGIC.every((byte, i) => bytes[reader.offset + i] === byte));
  return out.written();
}

function readStream(reader: ByteReader, out: GrowingBytes): void {
  reader.take(MAGIC.length, what);
  const flags = reader.take(2, what);
  if (reader.u32(what) !== crc32(flags)) damaged("the checksum of its header is another");
  const check = flags[0] === 0 ? CHECKS.get(flags[1]!) : undefined;
  if (!check) damaged(`its check is of kind ${flags[1]}, which mlc does not know`);
  const blocks: Block[] = [];
  for (;;) {
    const start = reader.offset;
    const size = reader.u8(what);
    if (size === 0) {
      readEnd(reader, { start, flags, blocks });
      return;
    }
    blocks.push(readBlock(reader, out, { start, size: (size + 1) * 4, check }));
  }
}

interface BlockPlace {
  readonly start: number;
  /** Bytes of its header. */
  readonly size: number;
  readonly check: Check;
}

function readBlock(
  reader: ByteReader,
  out: GrowingBytes,
  { start, size, check }: BlockPlace,
): Block {
  reader.offset = start;
  const header = reader.take(size - 4, what);
  if (reader.u32(what) !== crc32(header)) damaged("the checksum of a block's header is another");
  const dictionarySize = readBlockHeader(new ByteReader(header));
  const first = out.length;
  readLzma2(reader, out, dictionarySize);
  const unpadded = reader.offset - start;
  skipZeros(reader, unpadded);
  const content = out.written(first);
  const sum = check(content);
  const stored = reader.take(sum.length, what);
  if (!sum.every((byte, i) => byte === stored[i])) damaged("its checksum is another");
  return { unpadded: unpadded + sum.length, length: content.length };
}

/** The dictionary's size; sizes that the header may give are checked by the index. */
function readBlockHeader(header: ByteReader): number {
  header.u8(what);
  const flags = header.u8(what);
  if (flags & 0x40) variable(header);
  if (flags & 0x80) variable(header);
  const filter = variable(header);
  if ((flags & 3) !== 0 || filter !== LZMA2) damaged("it uses other filters than LZMA2");
  const bits = variable(header) === 1 ? header.u8(what) : 41;
  if (bits > 40) damaged("its dictionary has no size");
  return bits === 40 ? 2 ** 32 : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11);
}

/** Chunks, each stored or LZMA, until a zero. */
function readLzma2(reader: ByteReader, out: GrowingBytes, dictionarySize: number): void {
  const decoder = new LzmaDecoder(out, dictionarySize, damaged);
  decoder.dictionaryStart = out.length;
  let fresh = false;
  for (;;) {
    const control = reader.u8(what);
    if (control === 0) return;
    if (control === 1 || control >= 0xe0) {
      decoder.dictionaryStart = out.length;
      fresh = true;
    }
    if (!fresh) damaged("its first chunk does not start a dictionary");
    if (control >= 0x80) readChunk(reader, out, { control, decoder });
    else if (control <= 2) readStored(reader, out);
    else damaged(`a chunk is of kind ${control}`);
  }
}

function readStored(reader: ByteReader, out: GrowingBytes): void {
  const stored = reader.take(bigEndian16(reader) + 1, what);
  out.reserve(stored.length).set(stored, out.length);
  out.length += stored.length;
}

function readChunk(
  reader: ByteReader,
  out: GrowingBytes,
  { control, decoder }: { readonly control: number; readonly decoder: LzmaDecoder },
): void {
  const length = ((control & 0x1f) << 16) + bigEndian16(reader) + 1;
  const packed = bigEndian16(reader) + 1;
  if (control >= 0xc0) {
    const properties = lzmaProperties(reader.u8(what));
    if (!properties || properties.literalContext + properties.literalPosition > 4)
      damaged("its properties are none");
    decoder.reset(properties);
  } else if (control >= 0xa0) decoder.reset();
  const chunk = new ByteReader(reader.take(packed, what));
  decoder.start(chunk);
  if (decoder.decode(out.length + length)) damaged("a chunk ends early");
  if (!decoder.finished || chunk.offset !== packed) damaged("a chunk does not use up its bytes");
}

interface End {
  readonly start: number;
  readonly flags: Uint8Array;
  readonly blocks: readonly Block[];
}

/** The index, which repeats the sizes, and the footer. */
function readEnd(reader: ByteReader, { start, flags, blocks }: End): void {
  if (variable(reader) !== blocks.length) damaged("its index counts other blocks");
  for (const { unpadded, length } of blocks) {
    if (variable(reader) !== unpadded || variable(reader) !== length)
      damaged("its index has other sizes");
  }
  skipZeros(reader, reader.offset - start);
  const size = reader.offset - start;
  if (reader.u32(what) !== crc32(reader.bytes.subarray(start, reader.offset - 4)))
    damaged("the checksum of its index is another");
  const sum = reader.u32(what);
  const footer = reader.take(6, what);
  const magic = reader.take(2, what);
  if (sum !== crc32(footer) || magic[0] !== 0x59 || magic[1] !== 0x5a)
    damaged("its footer is none");
  const indexSize = (new ByteReader(footer).u32(what) + 1) * 4;
  if (indexSize !== size + 4 || footer[4] !== flags[0] || footer[5] !== flags[1])
    damaged("its footer is of another file");
}

/** Padding to a multiple of four. */
function skipZeros(reader: ByteReader, size: number): void {
  const padding = reader.take((4 - (size % 4)) % 4, what);
  if (!padding.every((byte) => byte === 0)) damaged("its padding is not zero");
}

/** Seven bits a byte, least significant first; beyond 2^53 nothing fits anyway. */
function variable(reader: ByteReader): number {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = reader.u8(what);
    value += (byte & 0x7f) * 2 ** (7 * i);
    if ((byte & 0x80) === 0) return value;
  }
  return damaged("a number in it is endless");
}

function bigEndian16(reader: ByteReader): number {
  const high = reader.u8(what);
  return high * 256 + reader.u8(what);
}

function littleEndian(value: bigint, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

function damaged(about: string): never {
  fail("pickle/damaged-compression", { compression: "xz", what: about });
}
