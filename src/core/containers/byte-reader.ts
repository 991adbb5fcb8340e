import { fail } from "../diagnostics/diagnostic.ts";

/**
 * Cursor over bytes. Every declared length is checked against what is left before anything is
 * allocated; past the end it fails with `input/truncated`, naming `what` was being read.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next `length` bytes, not copied. */
  take(length: number, what: string): Uint8Array {
    const start = this.#advance(length, what);
    return this.bytes.subarray(start, start + length);
  }

  u8(what: string): number {
    return this.#view.getUint8(this.#advance(1, what));
  }

  u16(what: string): number {
    return this.#view.getUint16(this.#advance(2, what), true);
  }

  u32(what: string): number {
    return this.#view.getUint32(this.#advance(4, what), true);
  }

  i32(what: string): number {
    return this.#view.getInt32(this.#advance(4, what), true);
  }

  /** Exact below 2^53; no length above that passes `take`. */
  u64(what: string): number {
    return Number(this.#view.getBigUint64(this.#advance(8, what), true));
  }

  /** Beyond 2^53 the nearest double. */
  i64(what: string): number {
    return Number(this.#view.getBigInt64(this.#advance(8, what), true));
  }

  f32(what: string): number {
    return this.#view.getFloat32(this.#advance(4, what), true);
  }

  f64(what: string): number {
    return this.#view.getFloat64(this.#advance(8, what), true);
  }

  f64BigEndian(what: string): number {
    return this.#view.getFloat64(this.#advance(8, what), false);
  }

  /** Bytes up to a line feed, which is passed over. */
  line(what: string): Uint8Array {
    const end = this.bytes.indexOf(10, this.offset);
    if (end < 0) fail("input/truncated", { what }, { at: `byte ${this.offset}` });
    return this.take(end + 1 - this.offset, what).subarray(0, -1);
  }

  #advance(length: number, what: string): number {
    const start = this.offset;
    if (length > this.bytes.length - start) {
      fail("input/truncated", { what }, { at: `byte ${start}` });
    }
    this.offset = start + length;
    return start;
  }
}
