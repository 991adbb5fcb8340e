import type { IntegerSum, Plan } from "../../plan/plan.ts";
import {
  doubleBitsWords,
  floatBitsLiteral,
  toFloatLiteral,
  toQuantity,
} from "../../text/numbers.ts";
import type { Emission } from "./emission.ts";
import { linearGroups } from "./linear-leaves.ts";
import { printTable, type Table } from "./table.ts";

/** The table of leaves that payloads are rows of. */
export function printPool(emission: Emission): Table {
  const { leaves, sum } = emission.plan;
  const { values, type, linear } = leaves;
  const elements = Array.from(values, (value) => {
    if (type === "f64") return doubleBitsWords(value);
    if (type === "f32")
      return [sum.kind === "median" ? toFloatLiteral(value) : floatBitsLiteral(value)];
    return [String(value)];
  }).flat();
  const table = printTable(emission, {
    name: "leaves",
    type: poolType(emission.plan),
    groups: [{ elements }, ...(linear ? linearGroups(linear) : [])],
  });
  return {
    ...table,
    text: `/* ${poolComment(emission.plan)}. */\n${table.text}`,
  };
}

function poolComment({ sum, leaves }: Plan): string {
  const row = leaves.stride > 1 ? `, ${leaves.stride} numbers a row` : "";
  if (sum.kind === "median") return "What leaves hold, ascending";
  if (sum.kind === "real") {
    const bits = leaves.type === "f64" ? "binary64 bits, high word first" : "float32 bits";
    return `What leaves add: ${bits}${row}`;
  }
  const unit = sum.kind === "integer" ? unitsText(sum) : "";
  return `What leaves add above the smallest of their tree${unit}${row}`;
}

/** ", in units of 2^-20"; with several units, which scores have their own, each is named. */
export function unitsText({ units }: IntegerSum): string {
  const different = new Set(units);
  if (different.size === 1) return units[0] === 1 ? "" : `, in units of ${unitText(units[0]!)}`;
  if (units.length > NAMED_UNITS) return ", each score in units of its own";
  return `, in units of ${Array.from(units, unitText).join(", ")}`;
}

/** Scores whose units are listed one by one. */
const NAMED_UNITS = 8;

/** "2^-20", or the number itself where it is no power of two. */
export function unitText(unit: number): string {
  const exponent = Math.log2(unit);
  return Number.isInteger(exponent) ? `2^${exponent}` : toQuantity(unit);
}

function poolType({ leaves, sum }: Plan): "u8" | "u16" | "u32" | "f32" {
  if (leaves.type === "f64") return "u32";
  if (leaves.type === "f32") return sum.kind === "median" ? "f32" : "u32";
  return leaves.type;
}
