import { type Message, many, one, type Schema } from "../../containers/protobuf.ts";

/** The fields of onnx.proto that mlc reads; numbers hold since IR version 3 (2017). */

const TENSOR = {
  dims: many(1, "int64"),
  data_type: one(2, "int64"),
  float_data: many(4, "float"),
  int32_data: many(5, "int64"),
  string_data: many(6, "string"),
  int64_data: many(7, "int64"),
  name: one(8, "string"),
  raw_data: one(9, "bytes"),
  double_data: many(10, "double"),
  data_location: one(14, "int64"),
} as const satisfies Schema;

const ATTRIBUTE = {
  name: one(1, "string"),
  f: one(2, "float"),
  i: one(3, "int64"),
  s: one(4, "string"),
  t: one(5, TENSOR),
  floats: many(7, "float"),
  ints: many(8, "int64"),
  strings: many(9, "string"),
} as const satisfies Schema;

const NODE = {
  input: many(1, "string"),
  output: many(2, "string"),
  name: one(3, "string"),
  op_type: one(4, "string"),
  attribute: many(5, ATTRIBUTE),
  domain: one(7, "string"),
} as const satisfies Schema;

const DIMENSION = { dim_value: one(1, "int64") } as const satisfies Schema;
const SHAPE = { dim: many(1, DIMENSION) } as const satisfies Schema;
const TENSOR_TYPE = { elem_type: one(1, "int64"), shape: one(2, SHAPE) } as const satisfies Schema;
const TYPE = { tensor_type: one(1, TENSOR_TYPE) } as const satisfies Schema;
const VALUE_INFO = { name: one(1, "string"), type: one(2, TYPE) } as const satisfies Schema;

const GRAPH = {
  node: many(1, NODE),
  initializer: many(5, TENSOR),
  input: many(11, VALUE_INFO),
  output: many(12, VALUE_INFO),
} as const satisfies Schema;

const OPERATOR_SET = {
  domain: one(1, "string"),
  version: one(2, "int64"),
} as const satisfies Schema;

export const MODEL = {
  ir_version: one(1, "int64"),
  producer_name: one(2, "string"),
  producer_version: one(3, "string"),
  graph: one(7, GRAPH),
  opset_import: many(8, OPERATOR_SET),
} as const satisfies Schema;

export type TensorProto = Message<typeof TENSOR>;
export type AttributeProto = Message<typeof ATTRIBUTE>;
export type NodeProto = Message<typeof NODE>;
export type ValueInfo = Message<typeof VALUE_INFO>;
export type GraphProto = Message<typeof GRAPH>;
export type ModelProto = Message<typeof MODEL>;
