import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { Scaler } from "../frontend.ts";
import { producerNote, runGraph, transformersOf } from "./graph.ts";
import type { ModelProto } from "./schema.ts";

/** A graph without trees, whose one output is a matrix of columns. @throws DiagnosticError */
export function readTransforms(proto: ModelProto, problems: Problems): Scaler {
  if (!proto.graph) fail("onnx/no-graph", {});
  const result = runGraph(proto, proto.graph, problems);
  const [output, ...others] = [...result.outputs.values()];
  if (output?.kind !== "columns" || others.length > 0) {
    fail("scaler/no-scaler", { found: "an ONNX graph that gives more than columns" });
  }
  const { columns, steps, type } = output;
  if (steps.length > 0 || (type !== "f32" && type !== "f64")) {
    const what = steps.length > 0 ? "normalized rows" : "whole numbers";
    fail("scaler/no-scaler", { found: `an ONNX graph that gives ${what}` });
  }
  return {
    transformers: transformersOf(result),
    features: result.features,
    named: result.named,
    columns,
    type,
    notes: producerNote(proto),
  };
}
