/** ONNX models as bytes, for graphs that no converter would write. */

import { bytes, float, float64, int, message } from "./protobuf-bytes.ts";

/** A whole number is an int, `{ floats }` a list of floats; a Uint8Array is a tensor. */
export type Attribute =
  | number
  | string
  | Uint8Array
  | readonly string[]
  | readonly number[]
  | { readonly floats: readonly number[] }
  | { readonly float: number };

export interface GraphNode {
  readonly op: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

const TYPES = { float: 1, double: 11, int64: 7, float16: 10, string: 8 } as const;
export type TensorType = keyof typeof TYPES;

function attribute(name: string, value: Attribute): Uint8Array {
  const fields = (): readonly Uint8Array[] => {
    if (typeof value === "number") return [int(3, value)];
    if (typeof value === "string") return [bytes(4, value)];
    if (value instanceof Uint8Array) return [bytes(5, value)];
    if ("floats" in value) return value.floats.map((x) => float(7, x));
    if ("float" in value) return [float(2, value.float)];
    return value.map((x) => (typeof x === "string" ? bytes(9, x) : int(8, x)));
  };
  return bytes(5, message(bytes(1, name), ...fields()));
}

function node({ op, inputs = ["X"], outputs = ["Y"], name, domain, attributes = {} }: GraphNode) {
  return bytes(
    1,
    message(
      ...inputs.map((input) => bytes(1, input)),
      ...outputs.map((output) => bytes(2, output)),
      bytes(3, name ?? op),
      bytes(4, op),
      bytes(7, domain ?? "ai.onnx.ml"),
      ...Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    ),
  );
}

/** A tensor of floats, doubles or 64-bit integers. */
export function tensor(
  name: string,
  shape: readonly number[],
  values: readonly number[],
  type: "float" | "double" | "int64" = "double",
): Uint8Array {
  const items = {
    float: () => values.map((x) => float(4, x)),
    double: () => [bytes(9, message(...values.map(float64)))],
    int64: () => values.map((x) => int(7, x)),
  }[type]();
  return message(...shape.map((d) => int(1, d)), int(2, TYPES[type]), bytes(8, name), ...items);
}

function valueInfo(number: number, name: string, type: TensorType, width: number): Uint8Array {
  const shape = message(bytes(1, message()), bytes(1, width > 0 ? int(1, width) : message()));
  const tensorType = message(int(1, TYPES[type]), bytes(2, shape));
  return bytes(number, message(bytes(1, name), bytes(2, message(bytes(1, tensorType)))));
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly outputs?: readonly string[];
  /** name -> width. */
  readonly inputs?: Readonly<Record<string, number>>;
  readonly type?: TensorType;
  readonly initializers?: readonly Uint8Array[];
}

export function onnxBytes({
  nodes,
  outputs = ["Y"],
  inputs = { X: 2 },
  type = "float",
  initializers = [],
}: Graph): Uint8Array {
  const graph = message(
    ...nodes.map(node),
    ...initializers.map((initializer) => bytes(5, initializer)),
    ...Object.entries(inputs).map(([name, width]) => valueInfo(11, name, type, width)),
    ...outputs.map((name) => valueInfo(12, name, "float", 0)),
  );
  return message(int(1, 8), bytes(2, "by hand"), bytes(7, graph), bytes(8, message(int(2, 18))));
}

/** One split of feature 0 at 0.5, and a leaf to each side. */
export function stump(
  op: "TreeEnsembleRegressor" | "TreeEnsembleClassifier",
  attributes: GraphNode["attributes"] = {},
  rest: Partial<GraphNode> = {},
): GraphNode {
  const prefix = op === "TreeEnsembleClassifier" ? "class" : "target";
  return {
    op,
    attributes: {
      nodes_treeids: [0, 0, 0],
      nodes_nodeids: [0, 1, 2],
      nodes_featureids: [0, 0, 0],
      nodes_modes: ["BRANCH_LEQ", "LEAF", "LEAF"],
      nodes_values: { floats: [0.5, 0, 0] },
      nodes_truenodeids: [1, 0, 0],
      nodes_falsenodeids: [2, 0, 0],
      [`${prefix}_treeids`]: [0, 0],
      [`${prefix}_nodeids`]: [1, 2],
      [`${prefix}_ids`]: [0, 0],
      [`${prefix}_weights`]: { floats: [0.25, -0.75] },
      ...(prefix === "target" ? { n_targets: 1 } : { classlabels_int64s: [3, 4] }),
      ...attributes,
    },
    ...rest,
  };
}
