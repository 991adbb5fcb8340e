import type { Chain, Column, Lookup } from "../../ir/model.ts";
import { applyChain } from "../../ir/steps.ts";
import { f32FromBits } from "../../math.ts";
import { castToWhole, extend, rowConstant } from "./column-operators.ts";
import { equalEdges } from "./member-edges.ts";
import { badNode, intOf, intsOf, type OnnxNode } from "./node.ts";
import type { Tensor } from "./tensor.ts";
import type { Columns, NumberType } from "./values.ts";

/** Of a column and a constant c; NaN is in no relation. */
export type Comparison = "Less" | "LessOrEqual" | "Greater" | "GreaterOrEqual" | "Equal";

/** The same with sides exchanged. */
export const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  Less: "Greater",
  LessOrEqual: "GreaterOrEqual",
  Greater: "Less",
  GreaterOrEqual: "LessOrEqual",
  Equal: "Equal",
};

/** What is true below c, of c, and above it. */
const TRUTHS: Readonly<Record<Comparison, readonly [number, number, number]>> = {
  Less: [1, 0, 0],
  LessOrEqual: [1, 1, 0],
  Greater: [0, 0, 1],
  GreaterOrEqual: [0, 1, 1],
  Equal: [0, 1, 0],
};

/** Each column with its constant; one column with several constants becomes as many. */
export function compareColumns(
  node: OnnxNode,
  input: Columns,
  constant: Tensor,
  comparison: Comparison,
): Columns {
  const { type, columns } = input;
  if (type === "bool") badNode(node, "truths compared with a constant");
  if (constant.type !== type) badNode(node, `columns of ${type}, a constant of ${constant.type}`);
  const several = columns.length === 1 ? Array.from(constant.values, () => columns[0]!) : columns;
  const by = rowConstant(node, constant, several.length);
  return extend(
    { ...input, columns: several },
    (i) => [comparisonOf(type, by[i] ?? by[0]!, comparison)],
    "bool",
  );
}

function comparisonOf(type: NumberType, by: number, comparison: Comparison): Lookup {
  if (Number.isNaN(by)) return NEVER;
  const edges = edgesOf(type, by);
  const values = TRUTHS[comparison].slice(0, edges.length + 1);
  return { kind: "lookup", edges, values, missing: 0 };
}

/** Where the numbers equal to one begin, and where they end. */
function edgesOf(type: NumberType, x: number): number[] {
  return equalEdges(type === "f32" ? "f32" : "f64", [x]);
}

/** `OneHotEncoder` of numbers: a column for each category, 1 where the whole number is that one. */
export function oneHotEncoder(node: OnnxNode, input: Columns): Columns {
  const categories = intsOf(node, "cats_int64s");
  const whole = castToWhole(input, "i64");
  if (input.columns.length !== 1)
    badNode(node, `${input.columns.length} columns are encoded at once`);
  if (!whole || categories.length === 0) badNode(node, `${input.type} columns without categories`);
  const repeated = { ...whole, columns: categories.map(() => whole.columns[0]!) };
  // Of a category that stands twice the last counts.
  const isTaken = (i: number) => categories.lastIndexOf(categories[i]!) === i;
  const is = (i: number) => (isTaken(i) ? comparisonOf("i64", categories[i]!, "Equal") : NEVER);
  return { ...extend(repeated, (i) => [is(i)], "f32"), nested: true };
}

function always(value: number): Lookup {
  return { kind: "lookup", edges: [], values: [value], missing: value };
}

const NEVER = always(0);

/**
 * The first of the largest columns, all of them found by looking up one number: how bins are
 * written. A column that has one value for every finite number may come from elsewhere: converters
 * make the last bin's 1 of the first column times zero, whichever column they sort into bins; where that
 * one is infinite or NaN, onnxruntime alone sees no 1 there.
 */
export function argMaxColumns(node: OnnxNode, input: Columns): Columns {
  const axis = intOf(node, "axis", 0);
  const isOfRow = (axis === 1 || axis === -1) && !input.nested;
  if (!isOfRow || intOf(node, "keepdims", 1) !== 1 || intOf(node, "select_last_index", 0) !== 0)
    badNode(node, "the largest of something else than a row's columns");
  const { from, chain } = input.columns[0]!;
  const start = chain.findIndex(isTotal);
  const before = chain.slice(0, start);
  const tails = input.columns.map((column): Chain | undefined => {
    const same = before.every((operation, i) => column.chain[i] === operation);
    if (column.from === from && same && isTotal(column.chain[start]))
      return column.chain.slice(start);
    const constant = finiteConstant(column);
    return constant === undefined ? undefined : [always(constant)];
  });
  if (start < 0 || !tails.every((tail) => tail !== undefined))
    badNode(node, "the largest of columns that several numbers make");
  const edges = [...new Set(tails.flatMap((tail) => (tail[0] as Lookup).edges))];
  edges.sort((a, b) => a - b);
  const lookup: Lookup = {
    kind: "lookup",
    edges,
    values: [Number.NEGATIVE_INFINITY, ...edges].map((x) => firstLargest(tails, x)),
    missing: firstLargest(tails, Number.NaN),
  };
  return { ...input, type: "i64", columns: [{ from, chain: [...before, lookup] }] };
}

/** The one number that a column holds for every finite number, if it does. */
function finiteConstant({ chain }: Column): number | undefined {
  const start = chain.findIndex(isTotal);
  if (start < 0) return undefined;
  const tail = chain.slice(start);
  const inside = (tail[0] as Lookup).edges.filter((edge) => Math.abs(edge) <= LARGEST_F32);
  const [first, ...others] = [-LARGEST_F32, ...inside].map((x) => applyChain(tail, x));
  return others.every((value) => value === first) ? first : undefined;
}

const LARGEST_F32 = f32FromBits(0x7f7fffff);

/** Whether an operation is a lookup that keeps no number that it is given. */
function isTotal(operation: Chain[number] | undefined): boolean {
  return operation?.kind === "lookup" && operation.values.every((value) => value !== null);
}

/** onnxruntime counts NaN for none, unless it is the first. */
function firstLargest(tails: readonly Chain[], x: number): number {
  const values = tails.map((tail) => applyChain(tail, x));
  let best = 0;
  values.forEach((value, i) => {
    if (value > values[best]!) best = i;
  });
  return best;
}
