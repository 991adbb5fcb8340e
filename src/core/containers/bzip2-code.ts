import type { BitReader } from "./bit-reader.ts";

const LONGEST = 20;

/** A canonical prefix code: shorter codes first, symbols of one length in their order. */
export interface Code {
  /** For each length, the first code of it, and the place in `symbols` of its symbol. */
  readonly first: Int32Array;
  readonly place: Int32Array;
  /** For each length, how many codes there are. */
  readonly counts: Int32Array;
  readonly symbols: Uint16Array;
}

export function codeOf(lengths: Uint8Array): Code {
  const counts = new Int32Array(LONGEST + 1);
  for (const length of lengths) counts[length]!++;
  const first = new Int32Array(LONGEST + 1);
  const place = new Int32Array(LONGEST + 1);
  for (let length = 1; length <= LONGEST; length++) {
    first[length] = (first[length - 1]! + counts[length - 1]!) << 1;
    place[length] = place[length - 1]! + counts[length - 1]!;
  }
  const next = place.slice();
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    symbols[next[length]!++] = symbol;
  });
  return { first, place, counts, symbols };
}

/** The next symbol, or undefined where no code fits. */
export function readSymbol(bits: BitReader, code: Code): number | undefined {
  let value = 0;
  for (let length = 1; length <= LONGEST; length++) {
    value = (value << 1) | bits.read(1);
    const index = value - code.first[length]!;
    if (index >= 0 && index < code.counts[length]!)
      return code.symbols[code.place[length]! + index];
  }
  return undefined;
}
