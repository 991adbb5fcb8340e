/** Measures calls between markers: an empty one first, then the model's, row by row. */
export class CallMeter {
  readonly #counts: number[] = [];
  #started = 0;
  #stackAt = 0;
  #empty = -1;
  #inside = false;
  #deepest = 0;
  #emptyDepth = 0;
  #depth = 0;

  /** At the first marker: the count so far and the stack pointer, which falls as the stack grows. */
  begin(count: number, stack: number): void {
    this.#started = count;
    this.#stackAt = stack;
    this.#inside = true;
    this.#depth = 0;
  }

  /** After each instruction. */
  sees(stack: number): void {
    if (this.#inside && this.#stackAt - stack > this.#depth) this.#depth = this.#stackAt - stack;
  }

  /** At the second marker. */
  end(count: number): void {
    const spent = count - this.#started;
    this.#inside = false;
    if (this.#empty < 0) {
      this.#empty = spent;
      this.#emptyDepth = this.#depth;
      return;
    }
    this.#counts.push(spent - this.#empty);
    this.#deepest = Math.max(this.#deepest, this.#depth - this.#emptyDepth);
    this.#empty = -1;
  }

  result(): { readonly counts?: readonly number[]; readonly stack?: number } {
    return this.#counts.length === 0 ? {} : { counts: this.#counts, stack: this.#deepest };
  }
}
