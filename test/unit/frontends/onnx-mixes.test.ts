import { describe, expect, it } from "vitest";
import { readModel } from "../../../src/core/frontends/index.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { verifyModel } from "../../../src/core/ir/verify.ts";
import { nextDown32 } from "../../../src/core/math.ts";
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
const floats = (name: string, ...values: number[]) =>
  tensor(name, [values.length], values, "float");
const whole = (name: string, ...values: number[]) => tensor(name, [values.length], values, "int64");

const CONSTANTS = [
  floats("half", 0.5),
  floats("two", 2),
  floats("one", 1),
  floats("none", 0),
  floats("minus", -1),
  floats("pair", 1, 2),
  floats("far", 3e9),
  tensor("double", [1], [0.5]),
  whole("zero", 0),
  whole("first", 1),
  whole("second", 2),
  whole("minusTwo", -2),
  whole("classes", 7, 9),
  whole("places", 0, 1),
  whole("three", 0, 1, 2),
  whole("layer", 1, -1, 2),
  whole("thin", 1, -1, 1),
  whole("column", -1, 1),
];

/** Regressors y0, y1, ... of one tree each. */
const regressor = (i: number, attributes: GraphNode["attributes"] = {}) =>
  stump("TreeEnsembleRegressor", attributes, { outputs: [`y${i}`], name: `trees ${i}` });
/** Two trees of one leaf beside the stump. */
const FOREST = {
  nodes_treeids: [0, 0, 0, 1],
  nodes_nodeids: [0, 1, 2, 0],
  nodes_featureids: [0, 0, 0, 0],
  nodes_modes: ["BRANCH_LEQ", "LEAF", "LEAF", "LEAF"],
  nodes_values: { floats: [0.5, 0, 0, 0] },
  nodes_truenodeids: [1, 0, 0, 0],
  nodes_falsenodeids: [2, 0, 0, 0],
};
const forest = (i: number) =>
  regressor(i, {
    ...FOREST,
    target_treeids: [0, 0, 1],
    target_nodeids: [1, 2, 0],
    target_ids: [0, 0, 0],
    target_weights: { floats: [0.25, -0.75, 0.1] },
  });
const classifier = (i: number, attributes: GraphNode["attributes"] = {}) =>
  stump(
    "TreeEnsembleClassifier",
    { class_weights: { floats: [0.25, 0.75] }, ...attributes },
    { outputs: [`l${i}`, `p${i}`], name: `classes ${i}` },
  );
const SEVERAL = {
  ...FOREST,
  class_treeids: [0, 0, 1],
  class_nodeids: [1, 2, 0],
  class_ids: [0, 0, 0],
  class_weights: { floats: [0.1, 0.6, 0.1] },
};

const bytesOf = (nodes: readonly GraphNode[], outputs: readonly string[] = ["z"]) =>
  onnxBytes({ nodes, outputs, initializers: CONSTANTS });
const read = (nodes: readonly GraphNode[], outputs?: readonly string[]) =>
  verifyModel(readModel({ name: "model.onnx", bytes: bytesOf(nodes, outputs) }));
const faultOf = (nodes: readonly GraphNode[], outputs?: readonly string[]) => {
  const [first] = diagnosticsOf(() => read(nodes, outputs));
  return [first!.code, first!.at];
};
const codeOf = (nodes: readonly GraphNode[], outputs?: readonly string[]) =>
  faultOf(nodes, outputs)[0];

/** The label of the largest of `z`, and `z`. */
const label = (from = "z") => [
  core("ArgMax", [from], "place", { axis: 1 }),
  { op: "ArrayFeatureExtractor", inputs: ["classes", "place"], outputs: ["label"] },
];

describe("onnx: sums of several ensembles", () => {
  it("of single trees are one forest, weights in its leaves", () => {
    const nodes = [
      regressor(0),
      regressor(1),
      core("Mul", ["y1", "half"], "w"),
      core("Sum", ["y0", "w"], "z"),
    ];
    const model = read(nodes);
    expect(model.head).toMatchObject({ kind: "values", type: "f32" });
    expect([0, 1].map((x) => evaluate(model, [x, 0]).prediction)).toEqual([0.375, -1.125]);
  });

  it("of forests are a blend", () => {
    const { head } = read([forest(0), forest(1), core("Add", ["y0", "y1"], "z")]);
    expect(head).toMatchObject({ kind: "blend", how: "average", type: "f32", divisor: 1 });
    const layers = [0, 1].map((i) => core("Reshape", [`y${i}`, "thin"], `r${i}`));
    const mean = [
      ...layers,
      core("Concat", ["r0", "r1"], "all", { axis: 0 }),
      core("ReduceMean", ["all"], "z", { axes: [0], keepdims: 0 }),
    ];
    expect(read([forest(0), regressor(1), ...mean]).head).toMatchObject({ divisor: 2 });
    expect(read([regressor(0), regressor(1), ...mean]).predictor.combine).toMatchObject({
      divisor: Float64Array.of(2),
    });
  });

  it("of doubles are rounded once", () => {
    const wide = [0, 1].map((i) => core("Cast", [`y${i}`], `d${i}`, { to: 11 }));
    const sum = core("Sum", ["d0", "d1"], "d");
    const narrow = core("Cast", ["d"], "z", { to: 1 });
    const { predictor, head } = read([regressor(0), regressor(1), ...wide, sum, narrow]);
    expect([predictor.combine, head]).toMatchObject([{ accumulator: "f64" }, { type: "f32" }]);
    expect(codeOf([forest(0), regressor(1), ...wide, sum, narrow])).toBe("onnx/mixed-parts");
  });

  it("may be divided, moved and scaled", () => {
    const nodes = [
      regressor(0),
      regressor(1),
      core("Sum", ["y0", "y1"], "a"),
      core("Div", ["a", "two"], "b"),
      core("Add", ["half", "b"], "z"),
    ];
    expect(evaluate(read(nodes), [0, 0]).prediction).toBe(0.75);
    expect(codeOf([...nodes.slice(0, 3), core("Div", ["a", "none"], "z")])).toBe("onnx/bad-node");
    expect(codeOf([...nodes.slice(0, 3), core("Div", ["half", "a"], "z")])).toBe(
      "onnx/unsupported-operator",
    );
    expect(codeOf([forest(0), ...nodes.slice(1)])).toBe("onnx/unsupported-tail");
  });

  it("are of one width, type and kind", () => {
    const sum = core("Sum", ["y0", "y1"], "z");
    const pair = { n_targets: 2, target_ids: [0, 1] };
    expect(faultOf([regressor(0), regressor(1, pair), sum])).toEqual([
      "onnx/bad-node",
      'node "Sum z"',
    ]);
    const wide = core("Cast", ["y1"], "d1", { to: 11 });
    const both = core("Sum", ["y0", "d1"], "z");
    expect(codeOf([regressor(0), regressor(1), wide, both])).toBe("onnx/bad-node");
    const values = regressor(1, { n_targets: 2, target_ids: [0, 1] });
    const mixed = [values, core("Sum", ["p0", "y1"], "z"), ...label()];
    expect(read([classifier(0), ...mixed], ["label", "z"]).head.kind).toBe("classes");
    expect(read([classifier(0, SEVERAL), ...mixed], ["label"]).head.kind).toBe("blend");
  });
});

describe("onnx: votes", () => {
  const soft = [core("Mul", ["p0", "half"], "a"), core("Mul", ["p1", "half"], "b")];
  const sum = core("Sum", ["a", "b"], "z");
  const pair = [classifier(0, SEVERAL), classifier(1)];

  it("of probabilities", () => {
    const { head } = read([...pair, ...soft, sum, ...label()], ["label", "z"]);
    expect(head).toMatchObject({
      kind: "blend",
      how: "soft",
      type: "f32",
      labels: { type: "integer", names: ["7", "9"] },
      members: [{ weight: 0.5 }, { weight: 0.5 }],
    });
  });

  it("need their label, and no other numbers beside it", () => {
    const nodes = [...pair, ...soft, sum, ...label()];
    expect(codeOf(nodes, ["label", "a"])).toBe("onnx/several-results");
    expect(codeOf(nodes, ["z"])).toBe("onnx/mixed-parts");
    expect(read(nodes, ["label"]).head).toMatchObject({ how: "soft" });
  });

  it("may be cut to a column for each class", () => {
    const bounds = [
      ["zero", "first"],
      ["first", "second"],
    ] as const;
    const columns = bounds.map(([from, to], i) => core("Slice", ["z", from, to, "first"], `c${i}`));
    const nodes = [...pair, ...soft, sum, ...label(), ...columns];
    expect(read(nodes, ["label", "c0", "c1"]).head).toMatchObject({ how: "soft" });
    expect(codeOf(nodes, ["label", "c0"])).toBe("onnx/several-results");
    const wide = core("Slice", ["z", "zero", "second", "first"], "c0");
    expect(codeOf([...nodes.slice(0, -2), wide], ["label", "c0"])).toBe(
      "onnx/unsupported-operator",
    );
  });

  it("name as many labels as there are classes", () => {
    const short = label().map((node) =>
      node.op === "ArgMax" ? node : { ...node, inputs: ["three", "place"] },
    );
    expect(codeOf([...pair, ...soft, sum, ...short], ["label"])).toBe("onnx/bad-node");
    const floating = short.map((node) =>
      node.op === "ArgMax" ? node : { ...node, inputs: ["pair", "place"] },
    );
    expect(codeOf([...pair, ...soft, sum, ...floating], ["label"])).toBe("onnx/bad-node");
  });

  const ballot = (i: number, places = "places", yes = "one") => [
    core("ArgMax", [`p${i}`], `m${i}`, { axis: 1 }),
    core("Equal", [`m${i}`, places], `e${i}`),
    core("Where", [`e${i}`, yes, "none"], `v${i}`),
  ];
  const counted = core("Sum", ["v0", "v1"], "z");

  it("of classes", () => {
    const nodes = [...pair, ...ballot(0), ...ballot(1), counted, ...label()];
    expect(read(nodes, ["label", "z"]).head).toMatchObject({ how: "hard", type: "f32" });
    const alone = [classifier(0), classifier(1), ...nodes.slice(2)];
    expect(read(alone, ["label", "z"]).head).toMatchObject({ kind: "classes", link: "identity" });
  });

  it("give one class one number", () => {
    const with_ = (other: readonly GraphNode[]) =>
      codeOf([...pair, ...ballot(0), ...other, counted, ...label()], ["label"]);
    expect(with_(ballot(1, "classes"))).toBe("onnx/mixed-parts");
    expect(with_([core("Mul", ["p1", "half"], "v1")])).toBe("onnx/mixed-parts");
    expect(codeOf([...pair, ...ballot(0, "classes")], ["v0"])).toBe("onnx/unsupported-operator");
    expect(codeOf([...pair, ...ballot(0, "places", "half")], ["v0"])).toBe(
      "onnx/unsupported-operator",
    );
  });

  it("of log-odds are decided where the probability is above a half", () => {
    const logistic = classifier(0, {
      ...SEVERAL,
      class_weights: { floats: [-2, 1, 0.5] },
      post_transform: "LOGISTIC",
    });
    const nodes = [logistic, pair[1]!, ...ballot(0), ...ballot(1), counted, ...label()];
    const { head } = read(nodes, ["label"]);
    const [first] = head.kind === "blend" ? head.members : [];
    // 1 / (1 + e^-s) is no float above 0.5 before.
    expect(first?.head).toMatchObject({ link: "sigmoid", decide: { compare: "ge" } });
    const decide = first?.head.kind === "classes" ? first.head.decide : undefined;
    const value = decide?.kind === "threshold" ? decide.value : 0;
    expect(value).toBeGreaterThan(2 ** -25);
    expect(value).toBeLessThan(2 ** -22);
  });
});

describe("onnx: numbers that hang on one tree's leaf", () => {
  const place = [
    regressor(0, { target_weights: { floats: [2, 5] } }),
    core("Cast", ["y0"], "leaf", { to: 7 }),
  ];
  const encoder = (attributes = {}): GraphNode => ({
    op: "LabelEncoder",
    inputs: ["leaf"],
    outputs: ["n"],
    attributes: { keys_int64s: [2, 5], values_floats: { floats: [8, 3] }, ...attributes },
  });
  const values = (nodes: readonly GraphNode[]) => {
    const model = read([...place, encoder(), ...nodes, core("Sum", ["z0", "n"], "z")]);
    return [0, 1].map((x) => evaluate(model, [x, 0]).prediction);
  };

  it("are computed leaf by leaf", () => {
    expect(values([core("Mul", ["n", "half"], "z0")])).toEqual([12, 4.5]);
    expect(values([core("Sub", ["n", "one"], "z0")])).toEqual([15, 5]);
    expect(values([core("Max", ["n", "far"], "z0")])).toEqual([3000000000, 3000000000]);
    expect(values([core("Neg", ["n"], "z0")])).toEqual([0, 0]);
    const log = [core("Log", ["n"], "z0")];
    expect(values(log)).toEqual([8, 3].map((n) => Math.fround(n + Math.fround(Math.log(n)))));
    const truth = [core("Greater", ["n", "two"], "t"), core("Cast", ["t"], "z0", { to: 1 })];
    expect(values(truth)).toEqual([9, 4]);
  });

  it("are of one tree and one type, and fit their types", () => {
    const sum = core("Sum", ["z0", "n"], "z");
    const fault = (...nodes: GraphNode[]) => codeOf([...place, encoder(), ...nodes, sum]);
    expect(fault(core("Mul", ["n", "double"], "z0"))).toBe("onnx/bad-node");
    expect(fault(core("Mul", ["n", "three"], "z0"))).toBe("onnx/bad-node");
    expect(fault(core("Add", ["n", "leaf"], "z0"))).toBe("onnx/bad-node");
    expect(fault(core("Mul", ["n", "far"], "a"), core("Cast", ["a"], "z0", { to: 7 }))).toBe(
      "onnx/bad-node",
    );
    expect(fault(core("Div", ["n", "none"], "z0"))).toBe("tree/non-finite-leaf");
    expect(
      fault(regressor(1), core("Cast", ["y1"], "o", { to: 7 }), core("Mul", ["leaf", "o"], "z0")),
    ).toBe("onnx/unsupported-operator");
    expect(codeOf([...place, encoder({ keys_int64s: [2, 2] }), core("Sum", ["n"], "z")])).toBe(
      "onnx/bad-node",
    );
    expect(codeOf([...place, encoder({ keys_int64s: [2] }), core("Sum", ["n"], "z")])).toBe(
      "onnx/bad-node",
    );
    expect(codeOf([forest(0), core("Cast", ["y0"], "z", { to: 7 })])).toBe(
      "onnx/unsupported-operator",
    );
  });

  const path = [
    core("Sum", ["n", "n"], "s"),
    core("Div", ["s", "two"], "a"),
    core("Neg", ["a"], "b"),
    core("Pow", ["two", "b"], "c"),
    core("Neg", ["c"], "d"),
    core("Add", ["d", "half"], "score"),
    core("Less", ["score", "none"], "below"),
    core("Cast", ["below"], "e", { to: 7 }),
    core("Mul", ["e", "minusTwo"], "f"),
    core("Add", ["f", "first"], "verdict"),
  ];

  it("may be the path lengths of an isolation forest", () => {
    const model = read([...place, encoder(), ...path], ["verdict", "score"]);
    expect(model.head).toMatchObject({ kind: "anomaly", type: "f32", divisor: 2, offset: -0.5 });
    // Its power is 0.5 in float32, too.
    expect(model.head.kind === "anomaly" && model.head.normalFrom).toBe(nextDown32(2));
  });

  it("are no isolation forest where a step is another", () => {
    const fault = (change: (node: GraphNode) => GraphNode) =>
      codeOf([...place, encoder(), ...path.map(change)], ["verdict", "score"]);
    const at = (output: string, inputs: string[]) => (node: GraphNode) =>
      node.outputs?.[0] === output ? { ...node, inputs } : node;
    expect(fault(at("verdict", ["f", "zero"]))).toBe("onnx/unsupported-tail");
    expect(fault(at("c", ["half", "b"]))).toBe("onnx/unsupported-operator");
    expect(fault(at("below", ["score", "half"]))).toBe("onnx/unsupported-operator");
    expect(fault(at("a", ["s", "minus"]))).toBe("onnx/unsupported-tail");
    expect(fault(at("d", ["b"]))).toBe("onnx/unsupported-tail");
    expect(codeOf([...place, encoder(), ...path], ["verdict", "d"])).toBe("onnx/several-results");
  });
});
