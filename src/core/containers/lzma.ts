import { ByteReader } from "./byte-reader.ts";
import type { GrowingBytes } from "./growing-bytes.ts";

/** `lc`, `lp` and `pb` of a stream. */
export interface LzmaProperties {
  /** Bits of the previous byte that choose a literal's probabilities. */
  readonly literalContext: number;
  /** Bits of the position that choose a literal's probabilities. */
  readonly literalPosition: number;
  /** Bits of the position that choose a match's probabilities. */
  readonly position: number;
}

/** From their byte, (pb * 5 + lp) * 9 + lc; undefined where it is none. */
export function lzmaProperties(byte: number): LzmaProperties | undefined {
  if (byte >= 9 * 5 * 5) return undefined;
  const rest = Math.floor(byte / 9);
  return { literalContext: byte % 9, literalPosition: rest % 5, position: Math.floor(rest / 5) };
}

/** Where each kind of probability starts in the one table of them. */
const STATES = 12;
const IS_MATCH = 0;
const IS_REP = IS_MATCH + (STATES << 4);
const IS_REP_0 = IS_REP + STATES;
const IS_REP_1 = IS_REP_0 + STATES;
const IS_REP_2 = IS_REP_1 + STATES;
const IS_REP_0_LONG = IS_REP_2 + STATES;
const SLOTS = IS_REP_0_LONG + (STATES << 4);
const SPECIAL = SLOTS + 4 * 64;
const ALIGN = SPECIAL + 128;
const MATCH_LENGTHS = ALIGN + 16;
const LENGTHS_SIZE = 2 + 2 * 16 * 8 + 256;
const REP_LENGTHS = MATCH_LENGTHS + LENGTHS_SIZE;
const LITERALS = REP_LENGTHS + LENGTHS_SIZE;

const HALF = 1024;
const MIN_MATCH = 2;
/** A distance of all ones ends the stream. */
const END_DISTANCE = 0xffffffff;

/** Says what does not hold together; must throw. */
export type Damaged = (what: string) => never;

/**
 * The LZMA decoder: range coder, probabilities and the last four distances. Bytes go to `out`,
 * which is its dictionary too, from `dictionaryStart` on.
 */
export class LzmaDecoder {
  readonly #out: GrowingBytes;
  readonly #damaged: Damaged;
  readonly #dictionarySize: number;
  dictionaryStart = 0;
  #properties: LzmaProperties = { literalContext: 0, literalPosition: 0, position: 0 };
  #probabilities = new Uint16Array(0);
  #state = 0;
  #distances = [0, 0, 0, 0];
  #reader = new ByteReader(new Uint8Array(0));
  #range = 0;
  #code = 0;

  constructor(out: GrowingBytes, dictionarySize: number, damaged: Damaged) {
    this.#out = out;
    this.#dictionarySize = dictionarySize;
    this.#damaged = damaged;
  }

  /** Forgets what was learnt; new properties if given. */
  reset(properties: LzmaProperties = this.#properties): void {
    this.#properties = properties;
    const literals = 0x300 << (properties.literalContext + properties.literalPosition);
    if (this.#probabilities.length !== LITERALS + literals)
      this.#probabilities = new Uint16Array(LITERALS + literals);
    this.#probabilities.fill(HALF);
    this.#state = 0;
    this.#distances = [0, 0, 0, 0];
  }

  /** Starts the range coder on a run of compressed bytes. */
  start(reader: ByteReader): void {
    if (this.#probabilities.length === 0) this.#damaged("it does not start with properties");
    this.#reader = reader;
    this.#range = 0xffffffff;
    if (reader.u8("its lzma data") !== 0) this.#damaged("its first byte is not 0");
    this.#code = 0;
    for (let i = 0; i < 4; i++) this.#code = ((this.#code << 8) | reader.u8("its lzma data")) >>> 0;
  }

  /** Decodes until `out` has `target` bytes, or up to the end marker; says whether it met that. */
  decode(target: number): boolean {
    const out = this.#out;
    const positionMask = (1 << this.#properties.position) - 1;
    while (out.length < target) {
      const position = (out.length - this.dictionaryStart) & positionMask;
      const place = (this.#state << 4) + position;
      if (this.#bit(IS_MATCH + place) === 0) {
        this.#literal();
        continue;
      }
      const length = this.#match(position, place);
      if (length === undefined) return true;
      this.#copy(Math.min(length, target - out.length), length);
    }
    return false;
  }

  /** Reads the end marker that may follow the last byte. */
  endMarker(): boolean {
    const position =
      (this.#out.length - this.dictionaryStart) & ((1 << this.#properties.position) - 1);
    const place = (this.#state << 4) + position;
    return this.#bit(IS_MATCH + place) === 1 && this.#match(position, place) === undefined;
  }

  /** The coder has used up its input and nothing is left over in it. */
  get finished(): boolean {
    return this.#code === 0;
  }

  #literal(): void {
    const out = this.#out;
    const bytes = out.reserve(1);
    const { literalContext, literalPosition } = this.#properties;
    const before = out.length > this.dictionaryStart ? bytes[out.length - 1]! : 0;
    const low = (out.length - this.dictionaryStart) & ((1 << literalPosition) - 1);
    const context = (low << literalContext) + (before >> (8 - literalContext));
    const base = LITERALS + 0x300 * context;
    let symbol = 1;
    if (this.#state >= 7) {
      // After a match, the byte at the same distance foretells this one until they differ.
      let foretold = bytes[this.#source()]!;
      while (symbol < 0x100) {
        const expected = (foretold >> 7) & 1;
        foretold <<= 1;
        const bit = this.#bit(base + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(base + symbol);
    bytes[out.length++] = symbol & 0xff;
    const state = this.#state;
    this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  /** Sets distance and state of a match and gives its length; undefined for the end marker. */
  #match(position: number, place: number): number | undefined {
    const state = this.#state;
    if (this.#bit(IS_REP + state) === 0) {
      const length = this.#length(MATCH_LENGTHS, position);
      const distance = this.#distance(length);
      if (distance === END_DISTANCE) return undefined;
      this.#distances = [distance, this.#distances[0]!, this.#distances[1]!, this.#distances[2]!];
      this.#state = state < 7 ? 7 : 10;
      return length + MIN_MATCH;
    }
    if (this.#bit(IS_REP_0 + state) === 0) {
      if (this.#bit(IS_REP_0_LONG + place) === 0) {
        this.#state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      const which =
        this.#bit(IS_REP_1 + state) === 0 ? 1 : this.#bit(IS_REP_2 + state) === 0 ? 2 : 3;
      const [distance] = this.#distances.splice(which, 1);
      this.#distances.unshift(distance!);
    }
    const length = this.#length(REP_LENGTHS, position);
    this.#state = state < 7 ? 8 : 11;
    return length + MIN_MATCH;
  }

  #copy(count: number, length: number): void {
    if (count < length) this.#damaged("a match passes its end");
    const out = this.#out;
    let from = this.#source();
    const bytes = out.reserve(count);
    // Byte by byte: the source may run into what is being written.
    for (let i = 0; i < count; i++) bytes[out.length++] = bytes[from++]!;
  }

  /** Where the last distance points. */
  #source(): number {
    const distance = this.#distances[0]!;
    const from = this.#out.length - distance - 1;
    if (from < this.dictionaryStart || distance >= this.#dictionarySize)
      this.#damaged("a match points before its start");
    return from;
  }

  /** A match's length less two. */
  #length(base: number, position: number): number {
    if (this.#bit(base) === 0) return this.#tree(base + 2 + (position << 3), 3);
    if (this.#bit(base + 1) === 0) return 8 + this.#tree(base + 130 + (position << 3), 3);
    return 16 + this.#tree(base + 258, 8);
  }

  /** A match's distance less one. */
  #distance(length: number): number {
    const slot = this.#tree(SLOTS + (Math.min(length, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return high + this.#reverseTree(SPECIAL + high - slot, bits);
    return high + this.#direct(bits - 4) * 16 + this.#reverseTree(ALIGN, 4);
  }

  #tree(base: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.#bit(base + symbol);
    return symbol - (1 << bits);
  }

  #reverseTree(base: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(base + node);
      node = (node << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  /** Bits of even odds, most significant first. */
  #direct(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit) this.#code = (this.#code - this.#range) >>> 0;
      this.#normalise();
      value = value * 2 + bit;
    }
    return value;
  }

  #bit(index: number): 0 | 1 {
    const probability = this.#probabilities[index]!;
    const bound = (this.#range >>> 11) * probability;
    const bit = this.#code < bound ? 0 : 1;
    if (bit === 0) {
      this.#range = bound;
      this.#probabilities[index] = probability + ((2048 - probability) >> 5);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      this.#probabilities[index] = probability - (probability >> 5);
    }
    this.#normalise();
    return bit;
  }

  #normalise(): void {
    if (this.#range >= 0x1000000) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#reader.u8("its lzma data")) >>> 0;
  }
}
