import { describe, expect, it } from "vitest";
import { readModel } from "../../../../src/core/frontends/index.ts";
import type { Iterations } from "../../../../src/core/frontends/iterations.ts";
import { evaluate } from "../../../../src/core/ir/evaluate.ts";
import type { ClassHead, Head } from "../../../../src/core/ir/model.ts";
import { nextDown64 } from "../../../../src/core/math.ts";
import { codesOf } from "../../../support/diagnostics.ts";
import { changed, faultsOf, read } from "../reading.ts";
import { dump, text, withLine, withValue } from "./document.ts";

const headOf = (objective: string) => read(withValue("objective", objective)).head;
const valuesOf = (...links: object[]): Head => ({ kind: "values", type: "f64", links }) as Head;

/** The document as one of two classes, or of two custom scores: a tree each. */
const two = text
  .replace("num_class=1", "num_class=2")
  .replace("num_tree_per_iteration=1", "num_tree_per_iteration=2");
const twoOf = (objective: string) => two.replace(/objective=.*/, `objective=${objective}`);

describe("lightgbm: objectives", () => {
  it("decides class 1 where p exceeds 1 - p, ties being class 0", () => {
    // LightGBM answers so in the fixture lightgbm-4.7.0-decision, whose leaves are such scores.
    const least = 1.665334536937735e-16;
    expect(headOf("binary sigmoid:1")).toEqual({
      kind: "classes",
      labels: { type: "integer", names: ["0", "1"] },
      link: "sigmoid",
      type: "f64",
      decide: { kind: "threshold", compare: "ge", value: least },
    });
    expect(headOf("binary sigmoid:4")).toMatchObject({
      linkScale: 4,
      decide: { value: least / 4 },
    });
  });

  it("decides behind the sigmoid's own product", () => {
    const { decide } = headOf("binary sigmoid:0.7") as ClassHead;
    const { value } = decide as Extract<typeof decide, { kind: "threshold" }>;
    const isClassOne = (raw: number) => raw * 0.7 >= 1.665334536937735e-16;
    expect([isClassOne(value), isClassOne(nextDown64(value))]).toEqual([true, false]);
  });

  it.each(["0", "-1", "x", "inf", "nan", ""])("refuses sigmoid:%s", (scale) => {
    expect(faultsOf(withValue("objective", `binary sigmoid:${scale}`))).toEqual([
      { code: "lightgbm/bad-value", at: "line 7" },
    ]);
  });

  it("takes the largest of several scores, one tree each in turn", () => {
    const { predictor, head } = read(twoOf("multiclass num_class:2"));
    expect(Array.from(predictor.firstScore)).toEqual([0, 1]);
    const labels = { names: ["0", "1"] };
    expect(head).toMatchObject({ labels, link: "softmax", decide: { kind: "argmax" } });
    expect(read(twoOf("multiclassova num_class:2 sigmoid:1.5")).head).toMatchObject({
      labels,
      link: "sigmoids",
      linkScale: 1.5,
      decide: { kind: "argmax" },
    });
  });

  it.each([
    ...["regression", "regression_l1", "huber", "huber sqrt", "fair", "quantile alpha:0.8", "mape"],
    ...["lambdarank", "rank_xendcg"],
  ])("gives the values of %s as they are", (objective) => {
    const model = read(withValue("objective", objective));
    expect(model.head).toEqual(valuesOf({ kind: "identity" }));
    expect(model.origin.estimator).toBe(objective.split(" ")[0]);
    expect(evaluate(model, [0, 0]).prediction).toBe(0.7);
  });

  it.each([
    ["poisson", "exp"],
    ["gamma", "exp"],
    ["tweedie tweedie_variance_power:1.2", "exp"],
    ["cross_entropy", "sigmoid"],
    ["cross_entropy_lambda", "log1pexp"],
    ["regression sqrt", "signed-square"],
    ["quantile alpha:0.5 sqrt", "signed-square"],
  ])("links %s by %s", (objective, kind) => {
    expect(headOf(objective)).toEqual(valuesOf({ kind }));
    expect(read(changed(dump, "objective", objective)).head).toEqual(valuesOf({ kind }));
  });

  it("averages a random forest over its iterations", () => {
    const forest = read(text.replace("feature_names=", "average_output\nfeature_names="));
    expect(evaluate(forest, [0, 0]).raw[0]).toBe(0.7 / 2);
    expect(forest.origin.notes[0]).toContain("average");
    expect(read(changed(dump, "average_output", true)).predictor.combine).toMatchObject({
      divisor: Float64Array.of(2),
    });
    const classes = twoOf("multiclass num_class:2").replace(
      "feature_n",
      "average_output\nfeature_n",
    );
    expect(read(classes).predictor.combine).toMatchObject({ divisor: Float64Array.of(1, 1) });
  });

  it("gives raw scores for a loss of the user's own", () => {
    const custom = read(withLine("objective", undefined));
    expect(custom.head).toEqual(valuesOf({ kind: "identity" }));
    expect(custom.origin).toMatchObject({
      estimator: "custom objective",
      notes: [expect.stringContaining("raw scores")],
    });
    const several = read(two.replace(/objective=.*\n/, ""));
    expect(several.head).toEqual(valuesOf({ kind: "identity" }, { kind: "identity" }));
  });

  it.each(["binaryy", "multi_error", "", "constructor"])(
    "refuses the objective %j",
    (objective) => {
      const code = "lightgbm/unsupported-objective";
      expect(faultsOf(withValue("objective", objective))).toEqual([{ code, at: "line 7" }]);
      expect(faultsOf(changed(dump, "objective", objective))).toEqual([{ code, at: "objective" }]);
    },
  );

  it("refuses other scores than the objective has, and old versions", () => {
    const code = "lightgbm/bad-value";
    expect(faultsOf(twoOf("regression"))).toEqual([{ code, at: "line 4" }]);
    expect(faultsOf(withValue("objective", "multiclass num_class:1"))).toEqual([
      { code, at: "line 3" },
    ]);
    expect(faultsOf(withValue("version", "v2"))).toEqual([
      { code: "lightgbm/unsupported-version", at: "line 2" },
    ]);
  });

  it("refuses a number of classes that no file is long enough for", () => {
    const count = twoOf("multiclass num_class:2").replace("num_class=2", "num_class=2147483647");
    expect(faultsOf(count)).toEqual([{ code: "model/too-many", at: "line 3" }]);
  });

  it("takes the iterations that are asked for", () => {
    const bytes = new TextEncoder().encode(text);
    const of = (iterations: Iterations) => readModel({ name: "model.txt", bytes }, { iterations });
    expect(of(1).predictor.roots).toHaveLength(1);
    expect(of(1).origin.notes).toEqual([
      "the first 1 of 2 iterations are used, as --iterations says",
    ]);
    expect(of("all").predictor.roots).toHaveLength(2);
    expect(codesOf(() => of("best"))).toEqual(["model/no-best-iteration"]);
    expect(codesOf(() => of(3))).toEqual(["model/too-few-iterations"]);
  });
});
