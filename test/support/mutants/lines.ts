import { at, type Edit, type Form } from "./edit.ts";

const ODD_VALUES = [
  ...["", "0", "-1", "1", "2", "3", "-2 -3", "0 0", "nan nan", "inf -inf", "1e999 0", "8 8", "1 1"],
  ...["4000000000", "2147483647", "v3", "multiclass num_class:2", "binary sigmoid:2", "a b"],
];

const KINDS: readonly ((lines: string[], place: number, edit: Edit) => void)[] = [
  (lines, place) => void lines.splice(place, 1),
  (lines, place, { other }) => void lines.splice(other % lines.length, 0, lines[place]!),
  (lines, place) => void lines.splice(place, 2, lines[place]! + (lines[place + 1] ?? "")),
  (lines, place, { value }) => {
    lines[place] = lines[place]!.replace(/=.*/, `=${at(ODD_VALUES, value)}`);
  },
  (lines, place, { other }) => {
    const there = other % lines.length;
    [lines[place], lines[there]] = [lines[there]!, lines[place]!];
  },
  (lines, place, { other, value }) => {
    const words = lines[place]!.split(/(?<=[= ])/);
    words[other % words.length] = `${at(ODD_VALUES, value)} `;
    lines[place] = words.join("");
  },
];

/** Lines of a text, and the values behind their `=`. */
export const textLines: Form = (bytes) => {
  const original = new TextDecoder().decode(bytes).split("\n");
  return (edits) => {
    const lines = [...original];
    for (const edit of edits) {
      if (lines.length > 0) at(KINDS, edit.kind)(lines, edit.place % lines.length, edit);
    }
    return new TextEncoder().encode(lines.join("\n"));
  };
};
