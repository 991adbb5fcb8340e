import { fail } from "../diagnostics/diagnostic.ts";

/** Bytes that are appended to, up to a limit. What was written stays readable, as a window. */
export class GrowingBytes {
  readonly #limit: number;
  bytes = new Uint8Array(0);
  length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Room for `count` more, in `bytes` from `length` on. @throws input/too-large */
  reserve(count: number): Uint8Array {
    const due = this.length + count;
    if (due > this.#limit)
      fail("input/too-large", { what: "the inflated file", limit: `${this.#limit} bytes` });
    if (due > this.bytes.length) {
      // A quarter, a sixteenth, ... of the limit: what is left behind stays small beside the last.
      let size = this.#limit;
      while (size / 4 >= due) size = Math.floor(size / 4);
      const grown = new Uint8Array(size);
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    return this.bytes;
  }

  written(from = 0): Uint8Array {
    return this.bytes.subarray(from, this.length);
  }
}
