import { parseIntegers, parseNumbers } from "../../containers/number-text.ts";
import { excerpt, type Field, linesOf, splitField } from "../../containers/text-lines.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";

/** The lines of one tree, and where faults in them go. */
export interface TreeFields {
  readonly tree: number;
  readonly fields: ReadonlyMap<string, Field>;
  readonly problems: Problems;
}

/** The lines of a block, which a blank line ends. */
export function fieldsOf(text: string, start: number, first: number): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const line of linesOf(text, start, first)) {
    if (line.text === "" || line.text === "end of trees") break;
    const field = splitField(line);
    if (field) fields.set(field[0], { value: field[1], line: line.number });
  }
  return fields;
}

function placeIn(tree: number, { line }: Field): string {
  return `tree ${tree}, line ${line}`;
}

function fieldOf({ fields, tree, problems }: TreeFields, key: string): Field | undefined {
  const field = fields.get(key);
  if (!field) problems.add("lightgbm/missing-key", { key }, `tree ${tree}`);
  return field;
}

function reportBad({ tree, problems }: TreeFields, key: string, field: Field, due: string): void {
  const facts = { key, found: excerpt(field.value), expected: due };
  problems.add("lightgbm/bad-value", facts, placeIn(tree, field));
}

/** A count of at least `least`. */
export function countOf(own: TreeFields, key: string, least: number): number | undefined {
  const field = fieldOf(own, key);
  if (!field) return undefined;
  const count = parseIntegers(field.value);
  if (count?.length === 1 && count[0]! >= least) return count[0]!;
  reportBad(own, key, field, "a count");
  return undefined;
}

type Numbers = readonly number[] | undefined;

/** Integers of 32 bits, `length` of them. */
export function integers(own: TreeFields, key: string, length: number): Numbers {
  return arrayOf(own, key, { length, parse: parseIntegers, of: "integers" });
}

export function numbers(own: TreeFields, key: string, length: number): Numbers {
  return arrayOf(own, key, { length, parse: parseNumbers, of: "numbers" });
}

/** A tree of one leaf has empty counts, and other writers leave them out. */
export function optionalIntegers(own: TreeFields, key: string, length: number): Numbers {
  return own.fields.get(key)?.value ? integers(own, key, length) : undefined;
}

interface Expected {
  readonly length: number;
  readonly parse: (text: string) => Numbers;
  readonly of: string;
}

function arrayOf(own: TreeFields, key: string, { length, parse, of }: Expected): Numbers {
  // A tree of one leaf has no splits, and may leave their lines out.
  if (length === 0 && !own.fields.get(key)?.value) return [];
  const field = fieldOf(own, key);
  if (!field) return undefined;
  const array = parse(field.value);
  if (!array) {
    reportBad(own, key, field, of);
    return undefined;
  }
  if (array.length === length) return array;
  const facts = { array: key, length: array.length, expected: length };
  own.problems.add("tree/lengths-disagree", facts, placeIn(own.tree, field));
  return undefined;
}
