import { readMessage } from "../../containers/protobuf.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { Model } from "../../ir/model.ts";
import type { Candidate, FrontEnd } from "../frontend.ts";
import { type GraphResult, producerNote, runGraph, transformersOf } from "./graph.ts";
import { intOf } from "./node.ts";
import { predictionOf } from "./predictions.ts";
import { readTransforms } from "./scaler.ts";
import { MODEL, type ModelProto } from "./schema.ts";

/** ONNX models of trees, as onnxruntime runs them on one row. */
export const onnx: FrontEnd = {
  id: "onnx",
  title: "ONNX",
  recognises: ({ file }) => looksLikeOnnx(file.bytes),
  readModel(candidate, _options, problems) {
    const model = readMessage(candidate.file.bytes, MODEL);
    return toModel(candidate, model, problems);
  },
  readScaler: ({ file }, _options, problems) =>
    readTransforms(readMessage(file.bytes, MODEL), problems),
};

/** Field 1 (ir_version) is a small number, and another known field of a model follows. */
function looksLikeOnnx(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x08 || bytes[1]! >= 0x40 || !KNOWN_TAGS.has(bytes[2] ?? 0)) return false;
  return bytes[2] !== PRODUCER_NAME || !isMessage(bytes.subarray(3, 16));
}

const PRODUCER_NAME = 0x12;

/** Core ML and TensorFlow have a message where the producer's name is: behind its length comes a tag, which is a line feed. */
function isMessage(bytes: Uint8Array): boolean {
  return bytes[bytes.findIndex((byte) => byte < 0x80) + 1] === 0x0a;
}

/** Tags of producer name, producer version, domain, model version, documentation, graph, operator sets. */
const KNOWN_TAGS: ReadonlySet<number> = new Set([0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42]);

function toModel({ file, sha256 }: Candidate, proto: ModelProto, problems: Problems): Model {
  if (!proto.graph) fail("onnx/no-graph", {});
  const result = runGraph(proto, proto.graph, problems);
  const { input, operator, notes, forest, head } = predictionOf(result, problems);
  return {
    origin: {
      library: "ONNX",
      version: "",
      estimator: operator,
      transformers: transformersOf(result),
      file: file.name,
      sha256,
      notes: [...producerNote(proto), ...notesOf(result), ...notes],
    },
    inputs: {
      features: result.features,
      named: result.named,
      domain: "f64",
      mayBeMissing: true,
      training: {
        seen: "unknown",
        because: "an ONNX model does not say whether training saw NaN",
      },
    },
    steps: [...input.steps, { kind: "map", columns: input.columns }],
    predictor: forest,
    head,
  };
}

function notesOf({ integers, nodes }: GraphResult): string[] {
  const notes: string[] = [];
  if (integers)
    notes.push("the graph takes whole numbers: fractions are outside of what it predicts");
  if (nodes.some((node) => node.operator === "OneHotEncoder" && intOf(node, "zeros", 1) === 0))
    notes.push("onnxruntime fails where a category is not listed; here its columns are all 0");
  return notes;
}
