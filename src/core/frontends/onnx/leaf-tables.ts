import { fail } from "../../diagnostics/diagnostic.ts";
import { argmax } from "../../ir/head.ts";
import { logf } from "../../math.ts";
import type { Ensemble, LeafWeight } from "./ensemble.ts";
import { badNode, floatOf, floatsOf, intOf, intsOf, type OnnxNode } from "./node.ts";
import type { Tensor } from "./tensor.ts";
import { collectTrees } from "./trees.ts";
import type { LeafTable, NumberType, Probabilities, Scores, Value } from "./values.ts";

/** Numbers of one table; converters write a few hundred leaves of a few classes. */
const MOST_NUMBERS = 2 ** 24;

/** What one tree's leaves give, if a value is that and its numbers are exact. */
export function tableOf(value: Value | undefined): LeafTable | undefined {
  if (value?.kind === "table") return value;
  if (value?.kind === "scores") return tableOfScores(value);
  return value?.kind === "probabilities" ? tableOfProbabilities(value) : undefined;
}

function tableOfScores({ ensemble, tail }: Scores): LeafTable | undefined {
  const { scores, base, outputType } = ensemble;
  if (tail.length > 0 || (scores > 1 && base.length > 0)) return undefined;
  const round = rounding(outputType);
  return fromLeaves(ensemble, outputType, scores, (row) =>
    row.map((x, score) => round(round(x) + (base[score] ?? 0))),
  );
}

/** Exponentials are not exact: such a classifier stays what it is. */
function tableOfProbabilities(value: Probabilities): LeafTable | undefined {
  const { ensemble, link, column } = value;
  const { outputType, base } = ensemble;
  if (column !== undefined || base.length > 0) return undefined;
  const round = rounding(outputType);
  if (link === "identity")
    return fromLeaves(ensemble, outputType, ensemble.scores, (row) => row.map(round));
  if (link !== "complement") return undefined;
  return fromLeaves(ensemble, outputType, 2, ([x = 0]) => [round(1 - x), round(x)]);
}

/** Of an ensemble of one tree: each leaf's scores, made into a row. */
function fromLeaves(
  ensemble: Ensemble,
  type: NumberType,
  width: number,
  make: (scores: readonly number[]) => readonly number[],
): LeafTable | undefined {
  if (ensemble.roots.length !== 1) return undefined;
  const { nodes, scores } = ensemble;
  const rows = new Map<number, readonly number[]>();
  for (const { node } of collectTrees(ensemble)[0]!) {
    if (nodes.mode[node] !== "LEAF") continue;
    const weights = nodes.weights[node]!;
    if (scores === 1 && weights.length !== 1)
      fail("onnx/leaf-weights", { weights: weights.length }, { at: nodes.place(node) });
    rows.set(node, make(scoresOfLeaf(weights, scores)));
  }
  return checkSize({ kind: "table", ensemble, type, width, rows });
}

function scoresOfLeaf(weights: readonly LeafWeight[], scores: number): number[] {
  const row = new Array<number>(scores).fill(0);
  for (const { score, value } of weights) row[score] = value;
  return row;
}

function checkSize(table: LeafTable): LeafTable {
  const { rows, width, ensemble } = table;
  if (rows.size * width > MOST_NUMBERS) {
    const facts = { leaves: rows.size, scores: width, given: rows.size };
    fail("onnx/sparse-leaves", facts, { at: ensemble.at });
  }
  return table;
}

/** To the type of an operator's result; whole numbers and truths are exact. */
function rounding(type: NumberType): (x: number) => number {
  return type === "f32" ? Math.fround : (x) => x;
}

interface BinaryOperation {
  readonly of: (a: number, b: number) => number;
  readonly truth?: true;
}

/** Element by element, on numbers of one type. */
export const BINARY: Readonly<Record<string, BinaryOperation>> = {
  Add: { of: (a, b) => a + b },
  Sub: { of: (a, b) => a - b },
  Mul: { of: (a, b) => a * b },
  Div: { of: (a, b) => a / b },
  Max: { of: (a, b) => (a > b || Number.isNaN(a) ? a : b) },
  Min: { of: (a, b) => (a < b || Number.isNaN(a) ? a : b) },
  Equal: { of: (a, b) => Number(a === b), truth: true },
  Greater: { of: (a, b) => Number(a > b), truth: true },
  GreaterOrEqual: { of: (a, b) => Number(a >= b), truth: true },
  Less: { of: (a, b) => Number(a < b), truth: true },
  LessOrEqual: { of: (a, b) => Number(a <= b), truth: true },
};

/** onnxruntime takes the logarithm of the C library, which agrees on whole numbers up to 400. */
export const UNARY: Readonly<Record<string, (x: number) => number>> = {
  Log: logf,
  Neg: (x) => -x,
};

/** A table, or a constant, as rows that repeat. */
interface Operand {
  readonly type: string;
  readonly width: number;
  readonly rowOf: (leaf: number) => ArrayLike<number>;
}

function operandOf(value: LeafTable | Tensor): Operand {
  if ("rows" in value)
    return { type: value.type, width: value.width, rowOf: (leaf) => value.rows.get(leaf)! };
  return { type: value.type, width: value.values.length, rowOf: () => value.values };
}

/** Of two tables of one tree, or a table and constants; undefined where they are not that. */
export function combineTables(
  node: OnnxNode,
  { of, truth }: BinaryOperation,
  a: LeafTable | Tensor,
  b: LeafTable | Tensor,
): LeafTable | undefined {
  const table = "rows" in a ? a : "rows" in b ? b : undefined;
  if (!table) return undefined;
  const isSameTree = [a, b].every((side) => !("rows" in side) || side.ensemble === table.ensemble);
  if (!isSameTree) return undefined;
  const [left, right] = [operandOf(a), operandOf(b)];
  if (left.type !== right.type) badNode(node, `numbers of ${left.type} and of ${right.type}`);
  const width = Math.max(left.width, right.width);
  if (![1, width].includes(left.width) || ![1, width].includes(right.width))
    badNode(node, `${left.width} numbers and ${right.width}`);
  const type = truth ? "bool" : table.type;
  const round = rounding(type);
  const at = (row: ArrayLike<number>, i: number) => row[row.length === 1 ? 0 : i]!;
  return mapRows(checkSize({ ...table, type, width }), (_, leaf) => {
    const [x, y] = [left.rowOf(leaf), right.rowOf(leaf)];
    return Array.from({ length: width }, (_, i) => round(of(at(x, i), at(y, i))));
  });
}

/** Each row made into another of the table's width. */
function mapRows(
  table: LeafTable,
  make: (row: readonly number[], leaf: number) => readonly number[],
): LeafTable {
  const rows = new Map(Array.from(table.rows, ([leaf, row]) => [leaf, make(row, leaf)] as const));
  return { ...table, rows };
}

export function mapTable(table: LeafTable, of: (x: number) => number): LeafTable {
  const round = rounding(table.type);
  return mapRows(table, (row) => row.map((x) => round(of(x))));
}

/** To a type of floats, to truths, or to whole numbers, whose fractions are cut off. */
export function castTable(node: OnnxNode, table: LeafTable, type: NumberType): LeafTable {
  const toWhole = type === "i64" || type === "i32";
  const isOdd = (x: number) => toWhole && !(Math.abs(x) < 2 ** 31);
  const odd = [...table.rows.values()].flat().find(isOdd);
  if (odd !== undefined) badNode(node, `${odd} cast to ${type}`);
  const of = toWhole ? Math.trunc : type === "bool" ? (x: number) => Number(x !== 0) : undefined;
  return mapTable({ ...table, type }, of ?? ((x) => x));
}

/** The place of each row's first largest number. */
export function argMaxTable(table: LeafTable): LeafTable {
  return mapRows({ ...table, type: "i64", width: 1 }, (row) => [argmax(row)]);
}

/** `LabelEncoder` of whole numbers: how a leaf's number leads to what is known of it. */
export function encodeTable(node: OnnxNode, table: LeafTable): LeafTable {
  const keys = intsOf(node, "keys_int64s");
  const integers = intsOf(node, "values_int64s");
  const toWhole = integers.length > 0;
  const values = toWhole ? integers : floatsOf(node, "values_floats");
  if (table.type !== "i64" || keys.length === 0 || keys.length !== values.length)
    badNode(node, `${table.type} numbers, ${keys.length} keys and ${values.length} values`);
  const fallback = toWhole ? intOf(node, "default_int64", -1) : floatOf(node, "default_float", 0);
  const found = new Map(keys.map((key, i) => [key, values[i]!] as const));
  if (found.size < keys.length) badNode(node, "a key that stands twice");
  return mapTable({ ...table, type: toWhole ? "i64" : "f32" }, (x) => found.get(x) ?? fallback);
}

/** One of two constants for each truth. */
export function chooseFromTable(
  node: OnnxNode,
  table: LeafTable,
  yes: Tensor,
  no: Tensor,
): LeafTable {
  const { type } = yes;
  if (table.type !== "bool" || type !== "f32" || no.type !== type)
    badNode(node, `${type} and ${no.type} numbers chosen by ${table.type}`);
  for (const { values } of [yes, no])
    if (values.length !== 1) badNode(node, `${values.length} numbers to choose`);
  return mapTable({ ...table, type }, (x) => (x ? yes : no).values[0]!);
}
