import { fail } from "../diagnostics/diagnostic.ts";

/** Cursor over bits, most significant first. Past the end it fails, naming `what` was being read. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #held = 0;
  #count = 0;
  /** The byte after those begun. */
  offset = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  /** The next `count` bits, 1 to 32, as a number. */
  read(count: number): number {
    if (count > 16) return this.read(count - 16) * 65536 + this.read(16);
    while (this.#count < count) {
      const byte = this.#bytes[this.offset];
      if (byte === undefined)
        fail("input/truncated", { what: this.#what }, { at: `byte ${this.offset}` });
      this.#held = ((this.#held << 8) | byte) & 0xffffff;
      this.#count += 8;
      this.offset++;
    }
    this.#count -= count;
    return (this.#held >>> this.#count) & ((1 << count) - 1);
  }

  /** Drops the rest of the byte begun. */
  align(): void {
    this.#count = 0;
  }
}
