/**
 * Rows of doubles, each kept once: equal bits, equal row, so that -0 and 0 stay apart. A table of
 * row numbers with open addressing, at most half full.
 */
export class RowPool {
  length = 0;
  readonly #stride: number;
  #values: Float64Array;
  /** The bits of `#values`. */
  #words: Uint32Array;
  /** Row number + 1, or 0. */
  #table = new Int32Array(64);

  constructor(stride: number) {
    this.#stride = stride;
    this.#values = new Float64Array(16 * stride);
    this.#words = new Uint32Array(this.#values.buffer);
  }

  /** The number of the row, which is `length - 1` if it is new. */
  numberOf(row: ArrayLike<number>): number {
    this.#put(row);
    const mask = this.#table.length - 1;
    let slot = this.#hash(this.length) & mask;
    for (let found = this.#table[slot]!; found > 0; found = this.#table[slot]!) {
      if (this.#isSame(found - 1, this.length)) return found - 1;
      slot = (slot + 1) & mask;
    }
    this.#table[slot] = ++this.length;
    if (2 * this.length > this.#table.length) this.#widenTable();
    return this.length - 1;
  }

  /** Adds the row whether or not there is one like it; gives its number. */
  append(row: ArrayLike<number>): number {
    this.#put(row);
    return this.length++;
  }

  /** All rows, one after the other. */
  finish(): Float64Array {
    return this.#values.slice(0, this.length * this.#stride);
  }

  /** Writes the row behind the last one, where it can be compared. */
  #put(row: ArrayLike<number>): void {
    const start = this.length * this.#stride;
    if (start === this.#values.length) {
      const wider = new Float64Array(2 * start);
      wider.set(this.#values);
      this.#values = wider;
      this.#words = new Uint32Array(wider.buffer);
    }
    for (let i = 0; i < this.#stride; i++) this.#values[start + i] = row[i]!;
  }

  #hash(row: number): number {
    const words = 2 * this.#stride;
    let hash = 0x811c9dc5;
    for (let i = row * words; i < (row + 1) * words; i++) {
      hash = Math.imul(hash ^ this.#words[i]!, 0x85ebca6b);
      hash ^= hash >>> 13;
    }
    return hash >>> 0;
  }

  #isSame(a: number, b: number): boolean {
    const words = 2 * this.#stride;
    for (let i = 0; i < words; i++) {
      if (this.#words[a * words + i] !== this.#words[b * words + i]) return false;
    }
    return true;
  }

  #widenTable(): void {
    const rows = this.#table;
    this.#table = new Int32Array(2 * rows.length);
    const mask = this.#table.length - 1;
    for (const number of rows) {
      if (number === 0) continue;
      let slot = this.#hash(number - 1) & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = number;
    }
  }
}
