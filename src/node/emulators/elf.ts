/** What a run needs of a linked 32-bit little-endian image. */
export interface Elf {
  readonly machine: number;
  /** What the processor's own ABI says of the code. */
  readonly flags: number;
  readonly entry: number;
  readonly segments: readonly Segment[];
  /** Addresses by name. */
  readonly symbols: ReadonlyMap<string, number>;
  /** What is named in sections with code, sorted by address. */
  readonly functions: readonly CodeFunction[];
  readonly sections: readonly Section[];
}

export interface CodeFunction {
  readonly name: string;
  readonly address: number;
  readonly size: number;
}

export interface Segment {
  /** Where it is loaded. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface Section {
  readonly name: string;
  readonly size: number;
  /** Whether it takes memory, and whether that is written to. */
  readonly loaded: boolean;
  readonly written: boolean;
  readonly code: boolean;
  /** Whether its bytes are in the file (else they are zeros made at start-up). */
  readonly stored: boolean;
}

const LOAD = 1;
const SYMBOLS = 2;
const NO_BITS = 8;
/** A symbol's kind; those below have none, as hand-written assembly has it, or are data. */
const FUNCTION = 2;
/** A machine that marks functions of Thumb in bit 0 of their addresses. */
const ARM = 40;

/** Reads what our own linkers write; images of others are not expected here. */
export function readElf(bytes: Uint8Array): Elf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u16 = (at: number) => view.getUint16(at, true);
  const u32 = (at: number) => view.getUint32(at, true);
  if (u32(0) !== 0x464c457f || bytes[4] !== 1) throw new Error("not a 32-bit ELF image");
  const programs = table(u32(28), u16(42), u16(44));
  const headers = table(u32(32), u16(46), u16(48));
  const nameTable = headers[u16(50)];
  const text = (at: number) => {
    const end = bytes.indexOf(0, at);
    return new TextDecoder().decode(bytes.subarray(at, end));
  };
  const segments = programs
    .filter((at) => u32(at) === LOAD && u32(at + 16) > 0)
    .map((at) => ({
      address: u32(at + 12),
      bytes: bytes.subarray(u32(at + 4), u32(at + 4) + u32(at + 16)),
    }));
  const sections = headers.map((at) => ({
    name: nameTable === undefined ? "" : text(u32(nameTable + 16) + u32(at)),
    size: u32(at + 20),
    written: (u32(at + 8) & 1) !== 0,
    loaded: (u32(at + 8) & 2) !== 0,
    code: (u32(at + 8) & 4) !== 0,
    stored: u32(at + 4) !== NO_BITS,
  }));
  const symbols = new Map<string, number>();
  const functions: CodeFunction[] = [];
  for (const at of headers.filter((header) => u32(header + 4) === SYMBOLS)) {
    const names = u32(headers[u32(at + 24)]! + 16);
    for (const symbol of table(u32(at + 16), 16, u32(at + 20) / 16)) {
      const name = text(names + u32(symbol));
      const value = u32(symbol + 4);
      symbols.set(name, value);
      if (bytes[symbol + 12]! % 16 > FUNCTION || !/^\w/.test(name)) continue;
      if (!sections[u16(symbol + 14)]?.code) continue;
      functions.push({
        name,
        address: u16(18) === ARM ? value & ~1 : value,
        size: u32(symbol + 8),
      });
    }
  }
  functions.sort((a, b) => a.address - b.address || a.size - b.size);
  return {
    ...{ machine: u16(18), flags: u32(36), entry: u32(24) },
    ...{ segments, symbols, functions, sections },
  };

  function table(start: number, size: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => start + i * size);
  }
}

/** The address of a symbol that our own harness defines. */
export function addressOf({ symbols }: Elf, name: string): number {
  const address = symbols.get(name);
  if (address === undefined) throw new Error(`the image has no ${name}`);
  return address;
}
