import type { CodeFunction } from "../elf.ts";
import type { InstructionSet } from "./instruction-set.ts";
import type { Listing } from "./listing.ts";

/** An image, as far as a bound of its stack needs it. */
export interface Code {
  readonly set: InstructionSet;
  readonly listing: Listing;
  /** Bytes that a call pushes. */
  readonly returnBytes: number;
  /** Sorted by address. */
  readonly functions: readonly CodeFunction[];
  /** The 32-bit word at an address; undefined where the image has none. */
  word(address: number): number | undefined;
}

/** The last function that begins at an address or before, the largest of those. */
export function functionAt({ functions }: Code, address: number): CodeFunction | undefined {
  return functions.findLast((each) => each.address <= address);
}

export function isInside({ address, size }: CodeFunction, at: number): boolean {
  return at >= address && at < address + size;
}
