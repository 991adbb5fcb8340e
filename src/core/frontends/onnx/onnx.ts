import { readMessage } from "../../containers/protobuf.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { Head, Model } from "../../ir/model.ts";
import type { Forest, SumCombine } from "../../ir/predictors/forest/forest.ts";
import type { Candidate, FrontEnd } from "../frontend.ts";
import type { Ensemble } from "./ensemble.ts";
import { buildForest } from "./forest.ts";
import { type GraphResult, producerNote, runGraph, transformersOf } from "./graph.ts";
import { addedLast, classHead, valueHeadOf } from "./heads.ts";
import { intOf } from "./node.ts";
import { readTransforms } from "./scaler.ts";
import { MODEL, type ModelProto } from "./schema.ts";
import { hasNegativeWeight } from "./tree-operators.ts";
import { collectTrees } from "./trees.ts";
import type { Label, Probabilities, Scores } from "./values.ts";

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
  const { ensemble, forest, head } = predictorOf(result, problems);
  return {
    origin: {
      library: "ONNX",
      version: "",
      estimator: ensemble.operator,
      transformers: transformersOf(result),
      file: file.name,
      sha256,
      notes: notesOf(proto, result, ensemble, head),
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
    steps: [...ensemble.input.steps, { kind: "map", columns: ensemble.input.columns }],
    predictor: forest,
    head,
  };
}

interface Prediction {
  readonly ensemble: Ensemble;
  readonly forest: Forest;
  readonly head: Head;
}

/** What the graph's outputs say together: a class and its probabilities, or values. */
function predictorOf({ outputs }: GraphResult, problems: Problems): Prediction {
  const values = [...outputs.values()];
  for (const [name, { kind }] of outputs) {
    if (kind === "columns" || kind === "constant")
      fail("onnx/no-trees", {}, { at: `output "${name}"` });
  }
  const labels = values.filter((value) => value.kind === "label");
  const probabilities = values.filter((value) => value.kind === "probabilities");
  const scores = values.filter((value) => value.kind === "scores");
  const ensembles = new Set(
    [...labels, ...probabilities, ...scores].map((value) => value.ensemble),
  );
  const tables = probabilities.filter(({ column }) => column === undefined);
  const mixed = tables.length > 1 || (tables.length === 1 && probabilities.length > 1);
  if (ensembles.size !== 1 || labels.length > 1 || mixed || scores.length > 1) {
    fail("onnx/several-results", { outputs: [...outputs.keys()].join(", ") });
  }
  if (labels[0]) return classes(labels[0], probabilities[0], problems);
  if (scores[0]) return regression(scores[0], problems);
  return fail("onnx/no-label", {});
}

function classes(label: Label, given: Probabilities | undefined, problems: Problems): Prediction {
  const { ensemble } = label;
  const trees = collectTrees(ensemble);
  const head = classHead(label, given ?? { link: label.link, scale: 1 }, trees);
  return {
    ensemble,
    head,
    forest: finished(buildForest(ensemble, trees, ensemble.base, problems), problems),
  };
}

function regression(scores: Scores, problems: Problems): Prediction {
  const { ensemble } = scores;
  const { head, combine } = valueHeadOf(scores);
  const trees = collectTrees(ensemble);
  const last = addedLast(ensemble, trees);
  const forest = finished(buildForest(ensemble, trees, last, problems), problems);
  const sum = { ...(forest.combine as SumCombine), ...combine };
  return { ensemble, head, forest: { ...forest, combine: sum } };
}

function finished(forest: Forest | undefined, problems: Problems): Forest {
  problems.throwIfErrors();
  return forest!;
}

function notesOf(
  proto: ModelProto,
  { integers, nodes }: GraphResult,
  ensemble: Ensemble,
  head: Head,
): string[] {
  const notes = producerNote(proto);
  if (integers)
    notes.push("the graph takes whole numbers: fractions are outside of what it predicts");
  if (nodes.some((node) => node.operator === "OneHotEncoder" && intOf(node, "zeros", 1) === 0))
    notes.push("onnxruntime fails where a category is not listed; here its columns are all 0");
  if (head.kind === "classes" && head.link === "sigmoid" && !hasNegativeWeight(ensemble)) {
    notes.push(
      "no leaf weight is negative: class 1 is chosen above a sum of 0.5, whatever its probability; " +
        "onnxruntime before 1.28 answers otherwise",
    );
  }
  return notes;
}
