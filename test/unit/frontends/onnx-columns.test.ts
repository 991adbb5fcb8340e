import { describe, expect, it } from "vitest";
import { readModel } from "../../../src/core/frontends/index.ts";
import { applySteps } from "../../../src/core/ir/steps.ts";
import { verifyModel } from "../../../src/core/ir/verify.ts";
import { diagnosticsOf } from "../../support/diagnostics.ts";
import { type GraphNode, onnxBytes, stump, tensor } from "../../support/onnx-bytes.ts";

const core = (op: string, inputs: string[], output: string, attributes = {}): GraphNode => ({
  op,
  domain: "",
  inputs,
  outputs: [output],
  name: `${op} ${output}`,
  attributes,
});
const oneHot = (input: string, attributes: GraphNode["attributes"]): GraphNode => ({
  op: "OneHotEncoder",
  inputs: [input],
  outputs: ["ready"],
  attributes: attributes ?? {},
});
const CONSTANTS = [
  tensor("zero", [1], [0], "int64"),
  tensor("edges", [2], [1, 4], "float"),
  tensor("nothing", [1], [Number.NaN], "float"),
  tensor("none", [1], [0], "float"),
  tensor("one", [1], [1], "float"),
  tensor("whole", [1], [3], "int64"),
  tensor("half", [1], [0.5], "float"),
];

function graphOf(nodes: readonly GraphNode[]): Uint8Array {
  const trees = stump("TreeEnsembleRegressor", {}, { inputs: ["ready"] });
  return onnxBytes({ nodes: [...nodes, trees], initializers: CONSTANTS });
}
const read = (nodes: readonly GraphNode[]) =>
  verifyModel(readModel({ name: "model.onnx", bytes: graphOf(nodes) }));
const columnsOf = (nodes: readonly GraphNode[], row: readonly number[]) =>
  Array.from(applySteps(read(nodes).steps, row), (x) => x + 0);
const faultOf = (nodes: readonly GraphNode[]) => {
  const [first] = diagnosticsOf(() => read(nodes));
  return [first!.code, first!.at, first!.message];
};

const first = core("Gather", ["X", "zero"], "a", { axis: 1 });
const whole = core("Cast", ["a"], "w", { to: 7 });

describe("onnx: columns that are encoded", () => {
  it("cuts fractions before it looks for categories", () => {
    const nodes = [first, whole, oneHot("w", { cats_int64s: [-1, 0, 2] })];
    const found = [2.99, 2, 1.99, 0.5, -0.9, -1, -1.5, -2, 1e30].map((x) =>
      columnsOf(nodes, [x, 0]),
    );
    expect(found.map((row) => row.join(""))).toEqual([
      "001",
      "001",
      "000",
      "010",
      "010",
      "100",
      "100",
      "000",
      "000",
    ]);
    expect(columnsOf(nodes, [Number.NaN, 0])).toEqual([0, 0, 0]);
  });

  it("casts floats itself, and lets the last of equal categories win", () => {
    expect(columnsOf([first, oneHot("a", { cats_int64s: [2, 3, 2] })], [2.5, 0])).toEqual([
      0, 0, 1,
    ]);
  });

  it("says what onnxruntime does about unknown categories", () => {
    const { origin } = read([first, whole, oneHot("w", { cats_int64s: [1], zeros: 0 })]);
    expect(origin.notes.join()).toMatch(/fails where a category is not listed/);
    expect(origin.transformers).toEqual(["OneHotEncoder"]);
  });

  it("takes columns of an encoder by their last axis", () => {
    const encoded = { ...oneHot("w", { cats_int64s: [0, 1] }), outputs: ["hot"] };
    const one = (axis: number) => core("Gather", ["hot", "zero"], "ready", { axis });
    expect(columnsOf([first, whole, encoded, one(-1)], [0, 0])).toEqual([1]);
    expect(columnsOf([first, whole, encoded, one(2)], [0, 0])).toEqual([1]);
    expect(faultOf([first, whole, encoded, one(1)])[0]).toBe("onnx/unsupported-operator");
  });

  it("compares whole numbers with whole numbers", () => {
    const nodes = [
      first,
      whole,
      core("Equal", ["w", "whole"], "b"),
      core("Cast", ["b"], "ready", { to: 1 }),
    ];
    expect([3.5, 2.9, 3].map((x) => columnsOf(nodes, [x, 0])[0])).toEqual([1, 0, 1]);
  });

  it("knows every comparison, either way round", () => {
    const of = (op: string, reversed: boolean) => {
      const inputs = reversed ? ["edges", "a"] : ["a", "edges"];
      const nodes = [first, core(op, inputs, "b"), core("Cast", ["b"], "ready", { to: 1 })];
      return [0.5, 1, 2, Number.NaN].map((x) => columnsOf(nodes, [x, 0])[0]).join("");
    };
    const ops = ["Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal"];
    expect(ops.map((op) => of(op, false))).toEqual(["1000", "1100", "0010", "0110", "0100"]);
    expect(ops.map((op) => of(op, true))).toEqual(["0010", "0110", "1000", "1100", "0100"]);
    const never = [
      first,
      core("Less", ["a", "nothing"], "b"),
      core("Cast", ["b"], "ready", { to: 1 }),
    ];
    expect(columnsOf(never, [1, 0])).toEqual([0]);
  });
});

describe("onnx: bins", () => {
  const below = core("Less", ["a", "edges"], "below");
  const truths = core("Cast", ["below"], "truths", { to: 1 });
  const nothing = core("Mul", ["X", "none"], "nothing");
  const least = core("Gather", ["nothing", "zero"], "zeros", { axis: 1 });
  const last = core("Add", ["zeros", "one"], "last");
  const all = core("Concat", ["truths", "last"], "all", { axis: 1 });
  const bin = (attributes = {}) => core("ArgMax", ["all"], "bin", { axis: 1, ...attributes });
  const ready = core("Cast", ["bin"], "ready", { to: 1 });
  const nodes = [first, below, truths, nothing, least, last, all, bin(), ready];

  it("are the first edge above a number", () => {
    expect([-5, 0.99, 1, 3, 4, 1e30].map((x) => columnsOf(nodes, [x, 0])[0])).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
    // The last bin is no number then, and the first of the others is taken.
    expect([Number.POSITIVE_INFINITY, Number.NaN].map((x) => columnsOf(nodes, [x, 0])[0])).toEqual([
      0, 0,
    ]);
  });

  it("are nothing but the largest of one row's lookups", () => {
    const [code, at, message] = faultOf([core("ArgMax", ["X"], "bin", { axis: 1 }), ready]);
    expect([code, at, message]).toEqual([
      "onnx/bad-node",
      'node "ArgMax bin"',
      "the largest of columns that several numbers make",
    ]);
    const with_ = (attributes: object) =>
      faultOf(nodes.map((n) => (n.op === "ArgMax" ? bin(attributes) : n)));
    for (const attributes of [{ axis: 0 }, { keepdims: 0 }, { select_last_index: 1 }])
      expect(with_(attributes)[0]).toBe("onnx/bad-node");
  });
});

describe("onnx: norms of some columns", () => {
  const normal = (input: string, output: string, norm = "L1"): GraphNode => ({
    ...{ op: "Normalizer", inputs: [input], outputs: [output], name: output, attributes: { norm } },
  });
  const beside = (...inputs: string[]) => core("Concat", inputs, "ready", { axis: 1 });

  it("are taken of their own columns alone", () => {
    const nodes = [
      first,
      normal("X", "shares"),
      core("Mul", ["a", "half"], "h"),
      beside("h", "shares"),
    ];
    expect(columnsOf(nodes, [3, 1])).toEqual([1.5, 0.75, 0.25]);
    const two = [normal("X", "shares"), normal("X", "most", "MAX"), beside("shares", "most")];
    expect(columnsOf(two, [4, 12])).toEqual([0.25, 0.75, Math.fround(1 / 3), 1]);
    expect(read(two).steps).toMatchObject([
      { columns: [{ from: 0 }, { from: 1 }, { from: 0 }, { from: 1 }] },
      { norm: "l1", span: [0, 2] },
      { norm: "max", span: [2, 2] },
      { columns: [{ from: 0 }, { from: 1 }, { from: 2 }, { from: 3 }] },
    ]);
  });

  it("stand beside those of a row that was normalized before", () => {
    const nodes = [
      normal("X", "s"),
      core("Mul", ["s", "half"], "h"),
      normal("h", "again"),
      beside("h", "again"),
    ];
    expect(columnsOf(nodes, [3, 1])).toEqual([0.375, 0.125, 0.75, 0.25]);
  });

  it("are refused where they are taken twice in one part alone, or beside whole numbers", () => {
    const twice = [normal("X", "s"), normal("s", "again"), beside("X", "again")];
    expect(faultOf(twice)).toEqual([
      "onnx/partly-normalized",
      'node "Concat ready"',
      "columns that were normalized in several ways stand side by side",
    ]);
    const nodes = [normal("X", "s"), core("Cast", ["X"], "x", { to: 1 }), beside("x", "s")];
    const trees = stump("TreeEnsembleRegressor", {}, { inputs: ["ready"] });
    const bytes = onnxBytes({ nodes: [...nodes, trees], type: "int64" });
    expect(readModel({ name: "m.onnx", bytes }).steps).toHaveLength(3);
    const doubles = onnxBytes({
      nodes: [
        core("Clip", ["X"], "c"),
        normal("c", "s"),
        core("Cast", ["c"], "x", { to: 1 }),
        beside("x", "s"),
        trees,
      ],
      type: "double",
    });
    expect(diagnosticsOf(() => readModel({ name: "m.onnx", bytes: doubles }))[0]!.code).toBe(
      "onnx/partly-normalized",
    );
  });
});

describe("onnx: encoders that do not fit", () => {
  it("are refused by node", () => {
    expect(faultOf([oneHot("X", { cats_int64s: [1] })])).toEqual([
      "onnx/bad-node",
      'node "OneHotEncoder"',
      "2 columns are encoded at once",
    ]);
    expect(faultOf([first, whole, oneHot("w", {})])[0]).toBe("onnx/bad-node");
    expect(faultOf([first, core("Less", ["a", "whole"], "ready")])[0]).toBe("onnx/bad-node");
    const twice = [first, core("Less", ["a", "one"], "b"), core("Less", ["b", "one"], "ready")];
    expect(faultOf(twice)[0]).toBe("onnx/bad-node");
  });
});
