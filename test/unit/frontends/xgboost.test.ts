import { describe, expect, it } from "vitest";
import { readModel } from "../../../src/core/frontends/index.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { mapEach } from "../../../src/core/ir/model.ts";
import { codesOf, diagnosticsOf } from "../../support/diagnostics.ts";
import {
  bytesOf,
  changed,
  faultsOf,
  read,
  surviveByteMutations,
  surviveStructureMutations,
} from "./reading.ts";
import { document, LEARNER, MODEL, OLD_BINARIES } from "./xgboost-document.ts";

const withBase = (base_score: string, version = [3, 1, 0]) =>
  changed(changed(document, `${LEARNER}.base_score`, base_score), "version", version);
const baseOf = (changedDocument: unknown) => {
  const { combine } = read(changedDocument).predictor;
  return combine.kind === "sum" ? Array.from(combine.base) : [];
};

describe("xgboost: what the IR says", () => {
  const model = read(document);

  it("names the origin and the features", () => {
    expect(model.origin).toMatchObject({
      library: "XGBoost",
      version: "2.1.4",
      estimator: "binary:logistic",
      file: "model.json",
      notes: [],
    });
    expect(model.origin.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(model.inputs).toMatchObject({
      features: [{ name: "rms" }, { name: "temp" }],
      named: true,
      training: { seen: "unknown" },
    });
  });

  it("rounds inputs, thresholds and leaves to float32", () => {
    expect(model.steps).toEqual([
      mapEach([[{ kind: "cast", type: "f32" }], [{ kind: "cast", type: "f32" }]]),
    ]);
    expect(Array.from(model.predictor.nodes.threshold.subarray(0, 3))).toEqual([
      Math.fround(2.45),
      0,
      -1,
    ]);
    expect(Array.from(model.predictor.leaves.values)).toEqual([-0.4, 0.25, 0.5].map(Math.fround));
    expect(Array.from(model.predictor.nodes.samples!.subarray(0, 5))).toEqual([10, 4, 6, 2, 4]);
  });

  it("goes left below a threshold and by default_left for NaN", () => {
    const rows = [
      [0, 2.4499998],
      [0, 2.45],
      [-1, 3],
      [-1.0000001, 3],
      [0, Number.NaN],
      [Number.NaN, 3],
    ];
    const first = rows.map((row) => model.predictor.leaves.values[evaluate(model, row).leaves[0]!]);
    expect(first).toEqual([-0.4, 0.5, 0.5, 0.25, -0.4, 0.5].map(Math.fround));
    expect(evaluate(model, [0, Number.NaN]).raw[0]).toBe(Math.fround(Math.fround(-0.4) + 0.5));
  });

  it("decides class 1 where the float32 sigmoid exceeds 0.5", () => {
    // The least such margin, found by setting base_margin in releases 1.7.6 to 3.4.1.
    expect(model.head).toEqual({
      kind: "classes",
      labels: { type: "integer", names: ["0", "1"] },
      link: "sigmoid",
      type: "f32",
      decide: { kind: "threshold", compare: "ge", value: 8.94069742685133e-8 },
    });
  });

  it("reads every form of base_score", () => {
    const third = Math.fround(Math.log(0.3 / 0.7));
    expect(baseOf(withBase("3E-1"))[0]).toBeCloseTo(third, 6);
    expect(baseOf(withBase("[3E-1]"))).toEqual(baseOf(withBase("3E-1")));
    expect(baseOf(withBase("0.500000", [1, 7, 6]))).toEqual([-0]);
    expect(baseOf(withBase("1E-9", [3, 2, 0]))).toEqual(baseOf(withBase("1E-6", [3, 2, 0])));
    expect(baseOf(withBase("1E-9", [3, 1, 3]))).not.toEqual(baseOf(withBase("1E-6", [3, 1, 3])));
  });

  it("reads a base score for each class, or one for all", () => {
    const multi = (base_score: string) => {
      const parameters = { ...document.learner.learner_model_param, num_class: "2", base_score };
      const named = changed(document, "learner.objective.name", "multi:softprob");
      return changed(changed(named, LEARNER, parameters), `${MODEL}.tree_info`, [0, 1]);
    };
    expect(baseOf(multi("5E-1"))).toEqual([0.5, 0.5]);
    expect(baseOf(multi("[-1E-1,2.5E-1]"))).toEqual([Math.fround(-0.1), 0.25]);
    expect(Array.from(read(multi("5E-1")).predictor.firstScore)).toEqual([0, 1]);
    expect(read(multi("5E-1")).head).toMatchObject({ link: "softmax", decide: { kind: "argmax" } });
    expect(faultsOf(multi("[1E-1,1E-1,1E-1]"))).toEqual([
      { code: "xgboost/bad-parameter", at: `${LEARNER}.base_score` },
    ]);
  });

  it("multiplies DART leaves by their weight, wherever a release keeps it", () => {
    const { model: trees } = document.learner.gradient_booster;
    const forms = [
      { name: "dart", gbtree: { name: "gbtree", model: trees }, weight_drop: [0.1] },
      { name: "gbtree", model: trees, weight_drop: [0.1] },
      { name: "gbtree", model: { ...trees, weight_drop: [0.1] } },
    ];
    for (const form of forms) {
      const values = read(changed(document, "learner.gradient_booster", form)).predictor.leaves
        .values;
      const weighed = [-0.4, 0.25, 0.5].map((x) => Math.fround(Math.fround(x) * Math.fround(0.1)));
      expect(Array.from(values)).toEqual([...weighed, ...[-0.4, 0.25, 0.5].map(Math.fround)]);
    }
  });

  it("makes up names where the file has none", () => {
    const unnamed = read(changed(document, "learner.feature_names", []));
    expect(unnamed.inputs).toMatchObject({
      features: [{ name: "f0" }, { name: "f1" }],
      named: false,
    });
  });
});

describe("xgboost: what is refused by name", () => {
  const refusals: [string, unknown, string][] = [
    ["learner.objective.name", "my:loss", "xgboost/unsupported-objective"],
    ["learner.gradient_booster.name", "gblinear", "xgboost/unsupported-booster"],
    ["version", [1, 4, 2], "xgboost/old-release"],
  ];
  it.each(refusals)("%s = %s", (path, value, code) => {
    expect(faultsOf(changed(document, path, value))).toEqual([{ code, at: path }]);
  });

  it("expectiles, where each output is made of those before", () => {
    const several = changed(document, `${LEARNER}.num_target`, "2");
    expect(faultsOf(changed(several, "learner.objective.name", "reg:expectileerror"))).toEqual([
      { code: "xgboost/unsupported-objective", at: "learner.objective.name" },
    ]);
  });

  /** The header of release 0.90: 136 bytes of numbers, then the objective after its length. */
  const withoutMagic = `${"\0".repeat(136)}\u000f${"\0".repeat(7)}binary:logistic`;
  it.each([
    ["JSON dump", '[\n{ "nodeid": 0, "leaf": 0.4 }]', "xgboost/lossy-dump"],
    ["text dump", "booster[0]:\n0:[f2<2.45] yes=1,no=2,missing=1\n", "xgboost/lossy-dump"],
    ["text dump without a heading", "0:leaf=0.5\n", "xgboost/lossy-dump"],
    ["old binary", "binf\0\0\0\0", "xgboost/binary-model"],
    ["older binary", withoutMagic, "xgboost/binary-model"],
    ["state of an old pickle", "CONFIG-offset:\0\0", "xgboost/binary-model"],
  ])("%s, with the line that saves it anew", (_, text, code) => {
    const [found] = diagnosticsOf(() => readModel({ name: "model.bin", bytes: bytesOf(text) }));
    expect(found).toMatchObject({ code, hint: expect.stringContaining("booster.save_model(") });
  });

  it("what the releases themselves write so", () => {
    for (const { release, start } of OLD_BINARIES) {
      const bytes = Uint8Array.from(atob(start), (character) => character.charCodeAt(0));
      const codes = codesOf(() => readModel({ name: "model.bin", bytes }));
      expect(codes, release).toEqual(["xgboost/binary-model"]);
    }
  });
});

describe("xgboost: damaged files", () => {
  const text = JSON.stringify(document);
  const node = (number: number) => `${MODEL}.trees[0], node ${number}`;
  const damages: [string, unknown, string, string][] = [
    ["learner.objective", undefined, "json/missing-key", "learner"],
    [`${MODEL}.trees[0].left_children`, undefined, "json/missing-key", `${MODEL}.trees[0]`],
    [`${MODEL}.trees[0].left_children[0]`, 9, "tree/child-out-of-range", node(0)],
    [`${MODEL}.trees[0].right_children[2]`, 0, "tree/cycle", node(0)],
    [`${MODEL}.trees[0].split_indices[2]`, 2, "tree/feature-out-of-range", node(2)],
    [`${MODEL}.trees[0].split_conditions[0]`, "<NaN>", "tree/nan-threshold", node(0)],
    [`${MODEL}.trees[0].split_conditions[1]`, 1e39, "tree/non-finite-leaf", node(1)],
    [
      `${MODEL}.trees[0].default_left`,
      [1],
      "tree/lengths-disagree",
      `${MODEL}.trees[0].default_left`,
    ],
    [
      `${MODEL}.trees[0].default_left[1]`,
      2,
      "json/wrong-type",
      `${MODEL}.trees[0].default_left[1]`,
    ],
    [`${MODEL}.trees[0].sum_hessian`, [], "tree/lengths-disagree", `${MODEL}.trees[0].sum_hessian`],
    [`${MODEL}.tree_info`, [0], "tree/lengths-disagree", `${MODEL}.tree_info`],
    [`${MODEL}.tree_info[1]`, 1, "xgboost/bad-parameter", `${MODEL}.tree_info[1]`],
    [
      `${MODEL}.gbtree_model_param.num_trees`,
      "4000000000",
      "tree/lengths-disagree",
      `${MODEL}.trees`,
    ],
    [`${LEARNER}.num_feature`, "4000000000", "model/too-many", `${LEARNER}.num_feature`],
    [`${LEARNER}.num_feature`, "0", "model/too-many", `${LEARNER}.num_feature`],
    [`${LEARNER}.num_feature`, "-3", "xgboost/bad-parameter", `${LEARNER}.num_feature`],
    [`${LEARNER}.base_score`, "1", "xgboost/bad-parameter", `${LEARNER}.base_score`],
    [`${LEARNER}.base_score`, "half", "xgboost/bad-parameter", `${LEARNER}.base_score`],
    ["learner.feature_names", ["a"], "model/feature-names", "learner.feature_names"],
    ["learner.feature_names", ["a", "a"], "model/duplicate-feature", "learner.feature_names"],
    ["learner", 12, "json/wrong-type", "learner"],
    ["version", [2], "xgboost/bad-parameter", "version"],
  ];
  it.each(damages)("%s = %j", (path, value, code, at) => {
    expect(faultsOf(changed(document, path, value))).toEqual([{ code, at }]);
  });

  it("a declared node count that the arrays do not have", () => {
    const huge = changed(document, `${MODEL}.trees[0].tree_param.num_nodes`, "4000000000");
    const codes = new Set(faultsOf(huge).map(({ code }) => code));
    expect(codes).toEqual(new Set(["tree/lengths-disagree"]));
  });

  it("no trees at all", () => {
    const empty = { ...document.learner.gradient_booster.model, trees: [], tree_info: [] };
    const none = { ...empty, gbtree_model_param: { num_trees: "0", num_parallel_tree: "1" } };
    expect(faultsOf(changed(document, MODEL, none))).toEqual([
      { code: "model/no-trees", at: `${MODEL}.trees` },
    ]);
  });

  it("both faults of two trees at once", () => {
    const first = changed(document, `${MODEL}.trees[0].left_children[0]`, 9);
    expect(faultsOf(changed(first, `${MODEL}.trees[1].split_indices[0]`, 7))).toHaveLength(2);
  });

  it("a file cut short, an empty one, 100,000 levels", () => {
    expect(faultsOf(text.slice(0, 700))).toEqual([{ code: "input/truncated" }]);
    expect(faultsOf("")).toEqual([{ code: "input/empty" }]);
    const nested = `{"learner":${'{"left":'.repeat(100_000)}1${"}".repeat(100_000)}}`;
    expect(faultsOf(nested)[0]?.code).toBe("json/too-deep");
  });

  it("any change of the value tree", () => surviveStructureMutations(document, 800));
  it("any change of bytes", () => surviveByteMutations(bytesOf(document), 800));
});
