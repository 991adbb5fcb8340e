import fc from "fast-check";

/** One change of a file, in numbers that each form reads in its own way. */
export interface Edit {
  /** What to do, at which place, with which other place, and which odd value. */
  readonly kind: number;
  readonly place: number;
  readonly other: number;
  readonly value: number;
}

/** Applies edits to a file that has the form; places and kinds count round. */
export type Form = (bytes: Uint8Array) => (edits: readonly Edit[]) => Uint8Array;

/** The element that a number falls on. */
export function at<T>(list: readonly T[], number: number): T {
  return list[number % list.length]!;
}

export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({ kind: fc.nat(), place: fc.nat(), other: fc.nat(), value: fc.nat() }),
  { minLength: 1, maxLength: 3 },
);
