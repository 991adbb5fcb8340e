import { castColumns } from "./column-operators.ts";
import { badNode, type OnnxNode, textOf } from "./node.ts";
import type { Columns } from "./values.ts";

const NORMS = { L1: "l1", L2: "l2", MAX: "max" } as const;

/** Divides a row by its norm; the result is binary32. */
export function normalizer(node: OnnxNode, input: Columns): Columns {
  const name = textOf(node, "norm", "MAX");
  const norm = NORMS[name as keyof typeof NORMS];
  if (!norm) badNode(node, `the norm ${name}`);
  // onnxruntime squares before it rounds to binary32.
  if (norm === "l2" && input.type !== "f32") badNode(node, `the norm L2 of ${input.type} columns`);
  const { columns, steps } = castColumns(input, "f32");
  return {
    kind: "columns",
    type: "f32",
    steps: [...steps, { kind: "map", columns }, { kind: "normalize", norm, type: "f32" }],
    columns: columns.map((_, from) => ({ from, chain: [] })),
  };
}
