import type { Slot } from "./encoding.ts";

/** The sets of all set slots, as emitted: rows of bits, one a rank, from the lowest bit up. */
export interface SetTables {
  /** Set slots stand last; the first one. */
  readonly firstSlot: number;
  /** Of each set slot: the byte of `bits` that its first row starts at, and bytes a row. */
  readonly starts: Uint32Array;
  readonly rowBytes: Uint32Array;
  readonly bits: Uint8Array;
}

/** Undefined where no slot has sets. */
export function setTables(slots: readonly Slot[]): SetTables | undefined {
  const firstSlot = slots.findIndex(({ sets }) => sets !== undefined);
  if (firstSlot < 0) return undefined;
  const own = slots.slice(firstSlot).map(({ sets }) => sets ?? []);
  const rowBytes = Uint32Array.from(own, (sets) => sets[0]?.length ?? 0);
  const bits = Uint8Array.from(own.flatMap((sets) => sets.flatMap((row) => [...row])));
  let next = 0;
  const starts = Uint32Array.from(own, (sets, i) => {
    const start = next;
    next += sets.length * rowBytes[i]!;
    return start;
  });
  return { firstSlot, starts, rowBytes, bits };
}

/** The byte of `bits` at which a slot's set starts. */
function rowOf({ firstSlot, starts, rowBytes }: SetTables, slot: number, set: number) {
  return starts[slot - firstSlot]! + set * rowBytes[slot - firstSlot]!;
}

/** Whether the test `cut` of a rank's slot goes left: rank <= cut, or the slot's set has the rank. */
export function rankGoesLeft(
  sets: SetTables | undefined,
  test: { readonly slot: number; readonly cut: number; readonly rank: number },
): boolean {
  const { slot, cut, rank } = test;
  if (sets === undefined || slot < sets.firstSlot) return rank <= cut;
  return ((sets.bits[rowOf(sets, slot, cut) + (rank >> 3)]! >> (rank & 7)) & 1) === 1;
}
