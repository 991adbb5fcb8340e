import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { changed, faultsOf, read, surviveStructureMutations } from "./reading.ts";
import { document, LEARNER, MODEL, tree } from "./xgboost-document.ts";

const OBJECTIVE = "learner.objective.name";

/** The document with changes at several paths. */
function edited(...changes: readonly (readonly [path: string, value: unknown])[]) {
  return changes.reduce((before, [path, value]) => changed(before, path, value), document);
}

const headOf = (...changes: readonly (readonly [string, unknown])[]) =>
  read(edited(...changes)).head;
const wrapper = (facts: object) =>
  ["learner.attributes", { scikit_learn: JSON.stringify(facts) }] as const;

describe("xgboost: heads", () => {
  it.each([
    ["binary:logitraw", "identity"],
    ["reg:squarederror", "identity"],
    ["reg:logistic", "sigmoid"],
    ["count:poisson", "exp"],
    ["survival:aft", "exp"],
    ["reg:expectileerror", "identity"],
    ["rank:map", "identity"],
  ])("%s gives values through %s", (name, kind) => {
    expect(headOf([OBJECTIVE, name])).toEqual({ kind: "values", type: "f32", links: [{ kind }] });
  });

  it("a hinge decides at 0, and knows probabilities of 0 and 1", () => {
    const model = read(edited([OBJECTIVE, "binary:hinge"], [`${LEARNER}.base_score`, "0E0"]));
    expect(model.head).toMatchObject({
      link: "step",
      decide: { kind: "threshold", compare: "gt", value: 0 },
    });
    expect(evaluate(model, [0, 3])).toMatchObject({
      prediction: 1,
      probabilities: Float64Array.of(0, 1),
    });
    expect(evaluate(model, [0, 0])).toMatchObject({
      prediction: 0,
      probabilities: Float64Array.of(1, 0),
    });
  });

  it("asks who predicts: a classifier's file means classes, a regressor's values", () => {
    const classifier = wrapper({ _estimator_type: "classifier" });
    const regressor = wrapper({ _estimator_type: "regressor" });
    expect(headOf(classifier)).toMatchObject({ kind: "classes", link: "sigmoid" });
    expect(headOf(regressor)).toMatchObject({ kind: "values", links: [{ kind: "sigmoid" }] });
    expect(headOf([OBJECTIVE, "binary:logitraw"], classifier)).toMatchObject({
      kind: "classes",
      link: "complement",
      decide: { kind: "threshold", compare: "gt", value: 0.5 },
    });
    expect(faultsOf(edited([OBJECTIVE, "count:poisson"], classifier))).toEqual([
      { code: "xgboost/unsupported-objective", at: OBJECTIVE },
    ]);
  });

  it("takes what old wrappers kept: a number for missing ones, labels", () => {
    const kept = { _estimator_type: "classifier", missing: -1, _le: { classes_: ["a", "b"] } };
    const model = read(edited(wrapper(kept)));
    expect(model.head).toMatchObject({ labels: { type: "string", names: ["a", "b"] } });
    expect(evaluate(model, [0, -1]).leaves).toEqual(evaluate(model, [0, Number.NaN]).leaves);
    expect(model.origin.notes).toEqual([
      "-1 counts as missing, as the wrapper was told; so does NaN.",
    ]);
    const numbers = read(edited(wrapper({ ...kept, _le: { classes_: [3, 7] } })));
    expect(numbers.head).toMatchObject({ labels: { type: "integer", names: ["3", "7"] } });
    const other = { ...kept, _le: { classes_: ["a"] } };
    expect(faultsOf(edited(wrapper(other)))).toEqual([{ code: "xgboost/bad-parameter" }]);
    for (const text of ["{", "[]", "3", '{"missing": NaN}']) {
      expect(read(edited(["learner.attributes", { scikit_learn: text }])).head.kind).toBe("values");
    }
  });

  it("puts several quantiles into order from 3.4 on", () => {
    const quantiles = (version: readonly number[]) =>
      headOf(
        [OBJECTIVE, "reg:quantileerror"],
        [`${LEARNER}.num_target`, "2"],
        [`${MODEL}.tree_info`, [0, 1]],
        ["version", version],
      );
    expect(quantiles([3, 3, 0])).not.toHaveProperty("sorted");
    expect(quantiles([3, 4, 0])).toMatchObject({ sorted: true });
    expect(headOf([OBJECTIVE, "reg:quantileerror"], ["version", [3, 4, 0]])).not.toHaveProperty(
      "sorted",
    );
  });

  it("says that a release is newer than those it was tested with", () => {
    expect(read(edited(["version", [3, 5, 0]])).origin.notes).toEqual([
      expect.stringContaining("Written by XGBoost 3.5.0; mlc is tested with 1.6 to 3.4"),
    ]);
    expect(read(edited(["version", [3, 4, 9]])).origin.notes).toEqual([]);
  });
});

describe("xgboost: base margins", () => {
  const baseOf = (objective: string, base_score: string) => {
    const changes = [
      [OBJECTIVE, objective],
      [`${LEARNER}.base_score`, base_score],
    ] as const;
    const { combine } = read(edited(...changes)).predictor;
    return combine.kind === "sum" ? combine.base[0] : undefined;
  };

  it("are logarithms, log-odds or the score itself", () => {
    expect(baseOf("reg:gamma", "2E0")).toBe(Math.fround(Math.LN2));
    expect(baseOf("binary:logitraw", "2.5E-1")).toBe(0.25);
    expect(baseOf("reg:logistic", "2.5E-1")).toBe(Math.fround(-Math.log(3)));
  });

  it.each([
    ["count:poisson", "0E0", "a number above 0"],
    ["count:poisson", "-1E0", "a number above 0"],
    ["binary:logistic", "1E0", "a probability"],
    ["reg:squarederror", "1E39", "a finite number"],
  ])("%s cannot start from %s", (objective, score) => {
    const changes = [
      [OBJECTIVE, objective],
      [`${LEARNER}.base_score`, score],
    ] as const;
    expect(faultsOf(edited(...changes))).toEqual([
      { code: "xgboost/bad-parameter", at: `${LEARNER}.base_score` },
    ]);
  });
});

/** Two targets in every leaf, as of release 3.2 and as before. */
const vectors = (version: readonly number[]) => {
  const numbered = version[0] === 3 && version[1]! >= 2;
  const grown = {
    ...tree,
    tree_param: { ...tree.tree_param, size_leaf_vector: "2" },
    split_conditions: [2.45, 9, -1, 9, 9],
    ...(numbered
      ? { right_children: [2, 0, 4, 1, 2], leaf_weights: [1, 2, 3, 4, 5, 6] }
      : { base_weights: [0, 0, 1, 2, 0, 0, 3, 4, 5, 6] }),
  };
  return edited(
    [OBJECTIVE, "reg:squarederror"],
    ["version", version],
    [`${LEARNER}.num_target`, "2"],
    [`${MODEL}.trees`, [grown, structuredClone(grown)]],
  );
};

describe("xgboost: several targets", () => {
  it("one a tree", () => {
    const model = read(
      edited(
        [OBJECTIVE, "binary:logistic"],
        [`${LEARNER}.num_target`, "2"],
        [`${MODEL}.tree_info`, [0, 1]],
        [`${MODEL}.iteration_indptr`, [0, 2]],
      ),
    );
    expect(model.head).toMatchObject({
      kind: "values",
      links: [{ kind: "sigmoid" }, { kind: "sigmoid" }],
    });
    expect(Array.from(model.predictor.firstScore)).toEqual([0, 1]);
    expect(evaluate(model, [0, 0]).raw).toEqual(
      Float64Array.of(Math.fround(-0.4), Math.fround(-0.4)),
    );
  });

  it.each([[[3, 1, 3]], [[3, 2, 0]]])("in every leaf, as release %j lays them out", (version) => {
    const model = read(vectors(version));
    expect(model.predictor.leaves).toEqual({
      stride: 2,
      values: Float64Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(evaluate(model, [0, 9]).raw).toEqual(Float64Array.of(10.5, 12.5));
  });

  it.each<readonly [number[], string, unknown, string, string]>([
    [[3, 1, 3], "trees[1].base_weights", [1, 2], "tree/lengths-disagree", "trees[1].base_weights"],
    [
      [3, 2, 0],
      "trees[1].leaf_weights",
      [1, 2, 3],
      "tree/lengths-disagree",
      "trees[1].leaf_weights",
    ],
    [[3, 2, 0], "trees[1].right_children[4]", 9, "tree/non-finite-leaf", "trees[1], node 4"],
    [[3, 2, 0], "tree_info[1]", 1, "xgboost/bad-parameter", "tree_info[1]"],
    [
      [3, 2, 0],
      "trees[1].tree_param.size_leaf_vector",
      "3",
      "xgboost/bad-parameter",
      "trees[1].tree_param.size_leaf_vector",
    ],
    [
      [3, 2, 0],
      "trees[1].tree_param.size_leaf_vector",
      "0",
      "xgboost/bad-parameter",
      "trees[1].tree_param.size_leaf_vector",
    ],
    [
      [3, 2, 0],
      "trees[0].tree_param.size_leaf_vector",
      "4000000000",
      "xgboost/bad-parameter",
      "trees[0].tree_param.size_leaf_vector",
    ],
  ])("%j: %s = %j is a fault", (version, path, value, code, at) => {
    expect(faultsOf(changed(vectors(version), `${MODEL}.${path}`, value))).toEqual([
      { code, at: `${MODEL}.${at}` },
    ]);
  });

  it("any change of the value tree", () => {
    surviveStructureMutations(vectors([3, 1, 3]), 500);
    surviveStructureMutations(vectors([3, 2, 0]), 500);
  });
});

describe("xgboost: DART that predicts in place", () => {
  const dart = (version: readonly number[], attributes: object) =>
    read(
      edited(
        ["version", version],
        [OBJECTIVE, "reg:squarederror"],
        [`${LEARNER}.base_score`, "7.7E0"],
        ["learner.attributes", attributes],
        [
          "learner.gradient_booster",
          {
            name: "dart",
            gbtree: { name: "gbtree", model: document.learner.gradient_booster.model },
            weight_drop: [0.3, 0.3],
          },
        ],
      ),
    ).predictor.leaves.values;
  const f = Math.fround;
  const leaves = [-0.4, 0.25, 0.5].map(f);

  it("takes the base off each tree again, for wrappers up to release 3.2", () => {
    const alone = leaves.map((x) => f(f(f(f(7.7) + x) - f(7.7)) * f(0.3)));
    expect(Array.from(dart([3, 2, 0], { scikit_learn: "{}" }))).toEqual(alone);
    const plain = leaves.map((x) => f(x * f(0.3)));
    expect(alone).not.toEqual(plain);
    expect(Array.from(dart([3, 2, 0], {}))).toEqual(plain);
  });
});
