import type { Model } from "../ir/model.ts";
import { leafRow } from "../ir/predictors/forest/forest.ts";
import { largest } from "../math.ts";
import { linearFirst, linearTable } from "./linear-table.ts";
import type { LeafTable } from "./plan.ts";
import type { QuantisedLeaves } from "./sums/quantise.ts";
import type { SumRange } from "./sums/summary.ts";

/** Leaves ready for a layout: the table, and the payload of each tree's leaf. */
export interface StoredLeaves {
  readonly table: LeafTable;
  payload(tree: number, row: number): number;
}

/** Integers, each leaf holding its own (`inline`, single values only) or a row of a pool. */
export function storeIntegers(
  model: Model,
  range: SumRange,
  leaves: QuantisedLeaves,
  kind: LeafTable["kind"],
): StoredLeaves {
  const { stride } = model.predictor.leaves;
  const rows: Int32Array[] = [];
  const numbers = new Map<string, number>();
  const payloads = range.rowsOfTree.map(() => new Map<number, number>());
  let most = 0;
  range.rowsOfTree.forEach((used, tree) => {
    for (const row of used) {
      const values = leaves.values(tree, row);
      most = Math.max(most, ...values);
      const key = values.join();
      const number = numbers.get(key) ?? rows.push(values) - 1;
      numbers.set(key, number);
      payloads[tree]!.set(row, kind === "inline" ? values[0]! : number);
    }
  });
  return {
    table: {
      kind,
      stride,
      type: smallestUnsigned(most),
      values:
        kind === "inline" ? new Float64Array() : Float64Array.from(rows.flatMap((row) => [...row])),
      maxPayload: kind === "inline" ? most : rows.length - 1,
    },
    payload: (tree, row) => payloads[tree]!.get(row)!,
  };
}

/** The trainer's own numbers, in a pool of the rows that are still reached. */
export function storeReals(model: Model, range: SumRange, type: "f32" | "f64"): StoredLeaves {
  const forest = model.predictor;
  const reached = [...new Set(range.rowsOfTree.flatMap((rows) => [...rows]))];
  const used = linearFirst(
    model,
    reached.sort((a, b) => a - b),
  );
  const linear = linearTable(model, used);
  const position = new Map(used.map((row, i) => [row, i]));
  return {
    table: {
      kind: "pool",
      stride: forest.leaves.stride,
      type,
      values: Float64Array.from(used.flatMap((row) => [...leafRow(forest, row)])),
      ...(linear ? { linear } : {}),
      maxPayload: used.length - 1,
    },
    payload: (_, row) => position.get(row)!,
  };
}

/** A vote's classes, each leaf holding its own. */
export function storeVotes(model: Model): StoredLeaves {
  const { values } = model.predictor.leaves;
  const maxPayload = largest(values);
  return {
    table: {
      kind: "inline",
      stride: 1,
      type: smallestUnsigned(maxPayload),
      values: new Float64Array(),
      maxPayload,
    },
    payload: (_, row) => values[row]!,
  };
}

/** A median's values in ascending order, so that payloads compare like values. */
export function storeMedian(model: Model): StoredLeaves {
  const { values } = model.predictor.leaves;
  const sorted = Float64Array.from(new Set(values)).sort();
  const rank = new Map(Array.from(sorted, (value, i) => [value, i]));
  return {
    table: {
      kind: "pool",
      stride: 1,
      type: "f32",
      values: sorted.map(Math.fround),
      maxPayload: sorted.length - 1,
    },
    payload: (_, row) => rank.get(values[row]!)!,
  };
}

function smallestUnsigned(most: number): "u8" | "u16" | "u32" {
  if (most <= 0xff) return "u8";
  return most <= 0xffff ? "u16" : "u32";
}
