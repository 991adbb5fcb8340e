import { parseIntegers, parseNumbers } from "../../containers/number-text.ts";
import { excerpt, type Field, linesOf, splitField } from "../../containers/text-lines.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { SourceTree } from "./source-tree.ts";

/** Where a `Tree=` line stands. */
export interface TreeBlock {
  readonly index: number;
  readonly start: number;
  readonly line: number;
}

/** Arrays of a tree; each has one entry a split, or one a leaf. */
interface Arrays {
  readonly tree: number;
  readonly fields: ReadonlyMap<string, Field>;
  readonly problems: Problems;
  readonly splits: number;
  readonly leaves: number;
}

/** Reads the block of one tree. Undefined, with the faults reported, where it does not hold together. */
export function readTextTree(
  text: string,
  { index, start, line }: TreeBlock,
  problems: Problems,
): SourceTree | undefined {
  const fields = fieldsOf(text, start, line);
  const leaves = countOf(fields, "num_leaves", { tree: index, problems });
  const categorical = countOf(fields, "num_cat", { tree: index, problems });
  if (leaves === undefined || categorical === undefined) return undefined;
  const linear = fields.get("is_linear");
  if (linear && linear.value !== "0") {
    problems.add("lightgbm/linear-leaves", {}, placeIn(index, linear));
    return undefined;
  }
  const arrays: Arrays = { tree: index, fields, problems, splits: leaves - 1, leaves };
  const feature = integers(arrays, "split_feature", "splits");
  const threshold = numbers(arrays, "threshold", "splits");
  const decision = integers(arrays, "decision_type", "splits");
  const left = integers(arrays, "left_child", "splits");
  const right = integers(arrays, "right_child", "splits");
  const leafValue = numbers(arrays, "leaf_value", "leaves");
  const splitSamples = optionalIntegers(arrays, "internal_count", "splits");
  const leafSamples = optionalIntegers(arrays, "leaf_count", "leaves");
  if (!feature || !threshold || !decision || !left || !right || !leafValue) return undefined;
  if (!knowsDecisions(arrays, decision)) return undefined;
  return {
    ...{ feature, threshold, decision, left, right, leafValue },
    ...(splitSamples && leafSamples ? { splitSamples, leafSamples } : {}),
    where: (child) => `tree ${index}, ${child < 0 ? `leaf ${~child}` : `node ${child}`}`,
  };
}

/** The lines of a block, which a blank line ends. */
function fieldsOf(text: string, start: number, first: number): ReadonlyMap<string, Field> {
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

interface Context {
  readonly tree: number;
  readonly problems: Problems;
}

function fieldOf(
  fields: ReadonlyMap<string, Field>,
  key: string,
  { tree, problems }: Context,
): Field | undefined {
  const field = fields.get(key);
  if (!field) problems.add("lightgbm/missing-key", { key }, `tree ${tree}`);
  return field;
}

function reportBad(key: string, field: Field, expected: string, { tree, problems }: Context): void {
  const facts = { key, found: excerpt(field.value), expected };
  problems.add("lightgbm/bad-value", facts, placeIn(tree, field));
}

function countOf(
  fields: ReadonlyMap<string, Field>,
  key: "num_leaves" | "num_cat",
  context: Context,
): number | undefined {
  const field = fieldOf(fields, key, context);
  if (!field) return undefined;
  const least = key === "num_leaves" ? 1 : 0;
  const count = parseIntegers(field.value);
  if (count?.length === 1 && count[0]! >= least) return count[0]!;
  reportBad(key, field, "a count", context);
  return undefined;
}

type Per = "splits" | "leaves";
type Parse = (text: string) => readonly number[] | undefined;

function integers(arrays: Arrays, key: string, per: Per): readonly number[] | undefined {
  return arrayOf(arrays, key, { per, parse: parseIntegers, of: "integers" });
}

function numbers(arrays: Arrays, key: string, per: Per): readonly number[] | undefined {
  return arrayOf(arrays, key, { per, parse: parseNumbers, of: "numbers" });
}

/** A tree of one leaf has empty counts, and other writers leave them out. */
function optionalIntegers(arrays: Arrays, key: string, per: Per): readonly number[] | undefined {
  return arrays.fields.get(key)?.value ? integers(arrays, key, per) : undefined;
}

function arrayOf(
  arrays: Arrays,
  key: string,
  { per, parse, of }: { per: Per; parse: Parse; of: string },
): readonly number[] | undefined {
  const { fields, tree, problems } = arrays;
  // A tree of one leaf has no splits, and may leave their lines out.
  if (arrays[per] === 0 && !fields.get(key)?.value) return [];
  const field = fieldOf(fields, key, arrays);
  if (!field) return undefined;
  const array = parse(field.value);
  if (!array) {
    reportBad(key, field, of, arrays);
    return undefined;
  }
  const { length } = array;
  if (length === arrays[per]) return array;
  const facts = { array: key, length, expected: arrays[per] };
  problems.add("tree/lengths-disagree", facts, placeIn(tree, field));
  return undefined;
}

/** Four bits, of which the missing type 3 does not exist. */
function knowsDecisions(arrays: Arrays, decision: readonly number[]): boolean {
  const odd = decision.findIndex((bits) => bits < 0 || bits >= 12);
  if (odd < 0) return true;
  const facts = { key: "decision_type", found: String(decision[odd]), expected: "0 to 11" };
  arrays.problems.add("lightgbm/bad-value", facts, `tree ${arrays.tree}, node ${odd}`);
  return false;
}
