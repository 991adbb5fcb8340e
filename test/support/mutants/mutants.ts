import fc from "fast-check";
import { at, edits } from "./edit.ts";
import type { Reader } from "./readers.ts";

/** A damaged file, and how it came to be. */
export interface Mutant {
  readonly of: string;
  readonly bytes: Uint8Array;
}

/** Damaged files of a reader: one of its files, one of its forms, one to three edits. */
export function mutantsOf({ files, forms }: Reader): fc.Arbitrary<Mutant> {
  const sound = files();
  const mutators = new Map<string, ReturnType<(typeof forms)[number]>>();
  return fc
    .record({ file: fc.nat(sound.length - 1), form: fc.nat(forms.length - 1), edits })
    .map(({ file, form, edits: list }) => {
      const [name, bytes] = at(sound, file);
      const key = `${file} ${form}`;
      const mutate = mutators.get(key) ?? at(forms, form)(bytes);
      mutators.set(key, mutate);
      return { of: name, bytes: mutate(list) };
    });
}
