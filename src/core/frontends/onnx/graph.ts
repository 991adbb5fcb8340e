import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { Feature, Step } from "../../ir/model.ts";
import { checkCount, featureList } from "../feature-list.ts";
import { type OnnxNode, toNode } from "./node.ts";
import { Refusals, runOperator } from "./operators.ts";
import type { GraphProto, ModelProto, ValueInfo } from "./schema.ts";
import { elementType, readTensor } from "./tensor.ts";
import type { Columns, NumberType, Value } from "./values.ts";

/** A graph run on names instead of numbers. */
export interface GraphResult {
  readonly features: readonly Feature[];
  /** Whether the graph names each feature. */
  readonly named: boolean;
  /** Are inputs whole numbers? */
  readonly integers: boolean;
  /** The graph's outputs, by name. */
  readonly outputs: ReadonlyMap<string, Value>;
  /** The nodes that outputs depend on, in order. */
  readonly nodes: readonly OnnxNode[];
}

/** Runs every node that an output depends on. Refused operators are reported. @throws DiagnosticError */
export function runGraph(model: ModelProto, graph: GraphProto, problems: Problems): GraphResult {
  const opsets = new Map((model.opset_import ?? []).map((o) => [o.domain ?? "", o.version ?? 1]));
  const nodes = neededNodes(
    graph,
    (graph.node ?? []).map((node, i) => toNode(node, i, opsets)),
  );
  const inputs = readInputs(graph, problems);
  problems.throwIfErrors();
  const values = new Map<string, Value>(inputs.values);
  for (const proto of graph.initializer ?? []) {
    const name = proto.name ?? "";
    values.set(name, { kind: "constant", tensor: readTensor(proto, `initializer "${name}"`) });
  }
  const refusals = new Refusals();
  for (const node of nodes) {
    const given = node.inputs.map((name) =>
      name === "" ? undefined : valueNamed(values, name, node.at),
    );
    const made = runOperator(node, given, refusals);
    node.outputs.forEach((name, i) => {
      const value = made[i];
      if (name !== "" && value) values.set(name, value);
    });
  }
  refusals.reportTo(problems);
  problems.throwIfErrors();
  const outputs = (graph.output ?? []).map(({ name = "" }): [string, Value] => [
    name,
    valueNamed(values, name, `output "${name}"`),
  ]);
  return { ...inputs, outputs: new Map(outputs), nodes };
}

function valueNamed(values: ReadonlyMap<string, Value>, name: string, at: string): Value {
  return values.get(name) ?? fail("onnx/unknown-value", { name }, { at });
}

/** Nodes stand in an order in which each finds its inputs made; those that lead nowhere are dropped. */
function neededNodes(graph: GraphProto, nodes: readonly OnnxNode[]): readonly OnnxNode[] {
  const wanted = new Set((graph.output ?? []).map(({ name }) => name ?? ""));
  const needed: OnnxNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    needed.push(node);
    for (const name of node.inputs) wanted.add(name);
  }
  return needed.reverse();
}

/** One list for all inputs: columns go together only behind the same steps. */
const NO_STEPS: readonly Step[] = [];

/** Whole numbers need no cast before they are compared with others. */
const INPUT_TYPES: ReadonlySet<string> = new Set<NumberType>(["f32", "f64", "i64", "i32"]);

/**
 * The features: the columns of the graph's inputs, one after the other. Where there are several
 * inputs their names count, else a matrix has no names for its columns.
 */
function readInputs(
  graph: GraphProto,
  problems: Problems,
): Pick<GraphResult, "features" | "named" | "integers"> & { values: [string, Columns][] } {
  // Up to IR version 3 initializers stand among the inputs too.
  const constants = new Set((graph.initializer ?? []).map(({ name }) => name));
  const inputs = (graph.input ?? []).filter(({ name }) => !constants.has(name));
  if (inputs.length === 0) fail("onnx/no-input", {});
  const names: string[] = [];
  const values: [string, Columns][] = [];
  let integers = false;
  for (const input of inputs) {
    const name = input.name ?? "";
    const at = `input "${name}"`;
    const type = elementType(input.type?.tensor_type?.elem_type ?? 0, at);
    if (!INPUT_TYPES.has(type)) fail("onnx/input-type", { type }, { at });
    const width = widthOf(input, at);
    if (!checkCount("features", width, problems, at)) continue;
    const first = names.length;
    for (let i = 0; i < width; i++) names.push(width === 1 ? name : `${name}_${i}`);
    const rounded = type === "f32" ? ([{ kind: "cast", type }] as const) : [];
    const columns = Array.from({ length: width }, (_, i) => ({ from: first + i, chain: rounded }));
    values.push([name, { kind: "columns", type: type as NumberType, steps: NO_STEPS, columns }]);
    integers ||= type === "i64" || type === "i32";
  }
  checkCount("features", names.length, problems, "graph.input");
  const given = inputs.length > 1 ? names : [];
  return { ...featureList(names.length, given, problems, "graph.input"), integers, values };
}

/** Columns of an input: its second dimension; a single dimension is one row. */
function widthOf(input: ValueInfo, at: string): number {
  const dimensions = input.type?.tensor_type?.shape?.dim ?? [];
  const width = dimensions.at(-1)?.dim_value ?? 0;
  if (dimensions.length > 2 || width <= 0) {
    fail("onnx/unknown-width", { input: input.name ?? "" }, { at });
  }
  return width;
}

/** Preparation of numbers that users know by name; the rest are steps of arithmetic. */
const TRANSFORMERS: ReadonlySet<string> = new Set([
  "Scaler",
  "Imputer",
  "Binarizer",
  "Normalizer",
  "OneHotEncoder",
]);

export function transformersOf({ nodes }: GraphResult): readonly string[] {
  return nodes.map(({ operator }) => operator).filter((operator) => TRANSFORMERS.has(operator));
}

export function producerNote({ producer_name: name, producer_version: version }: ModelProto) {
  // CatBoost's version is a page.
  const release = version && !version.includes("\n") ? ` ${version}` : "";
  return name ? [`written by ${name}${release}`] : [];
}
