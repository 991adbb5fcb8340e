import { fail } from "../diagnostics/diagnostic.ts";
import { BitReader } from "./bit-reader.ts";
import { type Code, codeOf, readSymbol } from "./bzip2-code.ts";
import { GrowingBytes } from "./growing-bytes.ts";

const BLOCK = 0x314159265359;
const END = 0x177245385090;
const SYMBOLS_A_TABLE = 50;
const [RUN_A, RUN_B] = [0, 1];

/** Inflates a `.bz2` file, or several on end, with all its checks. */
export function inflateBzip2(bytes: Uint8Array, limit: number): Uint8Array {
  const bits = new BitReader(bytes, "its bz2 data");
  const out = new GrowingBytes(limit);
  // Room for the symbols of the largest block, used for each of them.
  const block = new Uint32Array(900_000);
  do readStream(bits, block, out);
  while (bytes[bits.offset] === 0x42 && bytes[bits.offset + 1] === 0x5a);
  return out.written();
}

function readStream(bits: BitReader, room: Uint32Array, out: GrowingBytes): void {
  if (bits.read(24) !== 0x425a68) damaged("it does not start as one");
  const level = bits.read(8) - 0x30;
  if (level < 1 || level > 9) damaged("its block size is none");
  const block = room.subarray(0, level * 100_000);
  let combined = 0;
  for (;;) {
    const magic = bits.read(24) * 2 ** 24 + bits.read(24);
    const checksum = bits.read(32);
    if (magic === END) {
      if (checksum !== combined) damaged("its checksum is another");
      bits.align();
      return;
    }
    if (magic !== BLOCK) damaged("a block does not start as one");
    const sum = readBlock(bits, block, out);
    if (sum !== checksum) damaged("a block's checksum is another");
    combined = (((combined << 1) | (combined >>> 31)) ^ sum) >>> 0;
  }
}

/** One block; gives the checksum of its bytes. `block` is room for its symbols. */
function readBlock(bits: BitReader, block: Uint32Array, out: GrowingBytes): number {
  if (bits.read(1) !== 0) damaged("a block is randomised, which no release since 1997 writes");
  const origin = bits.read(24);
  const used = readAlphabet(bits);
  const groups = bits.read(3);
  if (groups < 2 || groups > 6) damaged("it has no code tables");
  const selectors = readSelectors(bits, groups);
  const codes = Array.from({ length: groups }, () => readCode(bits, used.length + 2));
  const count = readMoves(bits, { block, used, selectors, codes });
  if (origin >= count) damaged("a block starts beyond its end");
  return unsort(block, { count, origin }, out);
}

/** The bytes that occur: a bit for each sixteen, then one for each. */
function readAlphabet(bits: BitReader): number[] {
  const ranges = bits.read(16);
  const used: number[] = [];
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >> range)) === 0) continue;
    const members = bits.read(16);
    for (let i = 0; i < 16; i++) if (members & (0x8000 >> i)) used.push(range * 16 + i);
  }
  if (used.length === 0) damaged("a block uses no bytes");
  return used;
}

/** Which table each fifty symbols use, moved to the front as they come. */
function readSelectors(bits: BitReader, groups: number): Uint8Array {
  const count = bits.read(15);
  if (count === 0) damaged("a block selects no code tables");
  const order = Array.from({ length: groups }, (_, i) => i);
  return Uint8Array.from({ length: count }, () => {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= groups) damaged("a code table is none");
    const [table] = order.splice(place, 1);
    order.unshift(table!);
    return table!;
  });
}

function readCode(bits: BitReader, symbols: number): Code {
  let length = bits.read(5);
  const lengths = Uint8Array.from({ length: symbols }, () => {
    while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
    if (length < 1 || length > 20) damaged("a code has no length");
    return length;
  });
  return codeOf(lengths);
}

interface Moves {
  readonly block: Uint32Array;
  readonly used: readonly number[];
  readonly selectors: Uint8Array;
  readonly codes: readonly Code[];
}

/** Undoes runs and moves to the front; gives the number of symbols in `block`. */
function readMoves(bits: BitReader, { block, used, selectors, codes }: Moves): number {
  const front = [...used];
  const last = used.length + 1;
  let count = 0;
  let run = 0;
  let weight = 1;
  for (let read = 0; ; read++) {
    const table = selectors[Math.floor(read / SYMBOLS_A_TABLE)];
    if (table === undefined) damaged("a block has no end");
    const symbol = readSymbol(bits, codes[table]!) ?? damaged("a code is none");
    if (symbol === RUN_A || symbol === RUN_B) {
      // A number in bijective base two.
      run += symbol === RUN_A ? weight : 2 * weight;
      weight *= 2;
      if (run > block.length) damaged("a block is too long");
      continue;
    }
    if (count + run > block.length) damaged("a block is too long");
    block.fill(front[0]!, count, count + run);
    count += run;
    run = 0;
    weight = 1;
    if (symbol === last) return count;
    if (count === block.length) damaged("a block is too long");
    const [byte] = front.splice(symbol - 1, 1);
    front.unshift(byte!);
    block[count++] = byte!;
  }
}

/**
 * Undoes the sort (each entry gets the place of the byte after it, above its own eight bits), then
 * the runs of four and a count that it was given before.
 */
function unsort(
  block: Uint32Array,
  { count, origin }: { readonly count: number; readonly origin: number },
  out: GrowingBytes,
): number {
  const starts = new Uint32Array(257);
  for (let i = 0; i < count; i++) starts[block[i]! + 1]!++;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1]! += starts[byte]!;
  for (let i = 0; i < count; i++) {
    const byte = block[i]! & 255;
    block[starts[byte]!++]! |= i << 8;
  }
  let crc = -1;
  let place = block[origin]! >>> 8;
  let before = -1;
  let same = 0;
  for (let i = 0; i < count; i++) {
    const entry = block[place]!;
    const byte = entry & 255;
    place = entry >>> 8;
    const times = same === 4 ? byte : 1;
    const written = same === 4 ? before : byte;
    same = same === 4 ? 0 : byte === before ? same + 1 : 1;
    before = same === 0 ? -1 : byte;
    const bytes = out.reserve(times);
    for (let j = 0; j < times; j++) {
      bytes[out.length++] = written;
      crc = (crc << 8) ^ CRC_TABLE[((crc >>> 24) ^ written) & 255]!;
    }
  }
  return ~crc >>> 0;
}

/** Remainders by the polynomial of CRC-32, most significant bit first. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

function damaged(what: string): never {
  fail("pickle/damaged-compression", { compression: "bz2", what });
}
