import { describe, expect, it } from "vitest";
import { readObjectFile } from "../../../../src/core/containers/object-file.ts";
import type { PickleValue } from "../../../../src/core/containers/pickle-values.ts";
import { Problems } from "../../../../src/core/diagnostics/diagnostic.ts";
import { DEFAULT_READ_OPTIONS } from "../../../../src/core/frontends/frontend.ts";
import { failInflated } from "../../../../src/core/frontends/looks-like.ts";
import { readAdaBoostRegressor } from "../../../../src/core/frontends/sklearn/ada-boost.ts";
import type { EstimatorOptions, Read } from "../../../../src/core/frontends/sklearn/estimators.ts";
import type { Fitted } from "../../../../src/core/frontends/sklearn/fitted.ts";
import type { Member } from "../../../../src/core/frontends/sklearn/members.ts";
import { readMultiOutputRegressor } from "../../../../src/core/frontends/sklearn/multi-output.ts";
import { flatSteps, outermost } from "../../../../src/core/frontends/sklearn/pipeline.ts";
import { readPipeline } from "../../../../src/core/frontends/sklearn/read-pipeline.ts";
import {
  readVotingClassifier,
  readVotingRegressor,
} from "../../../../src/core/frontends/sklearn/voting.ts";
import { anomalyValue } from "../../../../src/core/ir/head.ts";
import type { Model } from "../../../../src/core/ir/model.ts";
import { nextDown64 } from "../../../../src/core/math.ts";
import { diagnosticsOf } from "../../../support/diagnostics.ts";
import { mapSteps } from "../../../support/steps.ts";
import { fixtureBytes, read } from "./edited-model.ts";

type Reader = (fitted: Fitted, problems: Problems, options: EstimatorOptions) => Read;

function fittedOf(className: string, attributes: Readonly<Record<string, PickleValue>>): Fitted {
  const release = { version: "1.9.1", major: 1, minor: 9 };
  const names = { className, qualifiedName: `sklearn.${className}`, ours: true, path: "" };
  return { ...names, release, attributes: new Map(Object.entries(attributes)) };
}

const modelOf = (name: string) => read(fixtureBytes(`sklearn-1.9.1-${name}`));

/** A model in the place of a member. */
function memberOf({ predictor, head, steps, inputs, origin }: Model, path: string): Member {
  const columns =
    mapSteps(steps)[0]?.columns ?? inputs.features.map((_, from) => ({ from, chain: [] }));
  const fitted = { ...fittedOf(origin.estimator, {}), path };
  return { predictor, head, columns, training: inputs.training, fitted, width: 5 };
}

/** An ensemble of models, read by a reader of the table. */
function ensemble(
  reader: Reader,
  models: readonly Model[],
  attributes: Readonly<Record<string, PickleValue>> = {},
): Read {
  const fitted = fittedOf("Ensemble", {
    n_features_in_: 5,
    estimators_: models.map((_, i) => i),
    ...attributes,
  });
  const options: EstimatorOptions = {
    ...DEFAULT_READ_OPTIONS,
    member: (value, path) => memberOf(models[value as number]!, path),
    encode: () => [],
    once: () => {},
    sparse: false,
  };
  return reader(fitted, new Problems(), options);
}

const TWO = { classes_: ["0", "1"], voting: "soft" };

describe("votes", () => {
  it("take members that are left, with their weights, and columns that members share once", () => {
    const { head, predictor, steps } = modelOf("vote-soft-weights");
    if (head.kind !== "blend") throw new Error("no blend");
    expect(head.members.map(({ firstScore, weight }) => [firstScore, weight])).toEqual([
      [0, 2],
      [2, 1],
      [4, 0.7],
      [5, 1.5],
    ]);
    expect(head).toMatchObject({ how: "soft", divisor: 2 + 1 + 0.7 + 1.5 });
    expect(predictor.scores).toBe(6);
    // Five for the trees that round to float32, five for histogram boosting.
    expect(mapSteps(steps)[0]!.columns).toHaveLength(10);
    expect(modelOf("vote-hard").head).toMatchObject({ how: "hard" });
    expect(modelOf("voter").head).toMatchObject({ how: "average", divisor: 4 });
  });

  it.each([
    ["votes", modelOf("vote-soft-weights")],
    ["a bag of boostings", modelOf("bag-hgc")],
    ["anomalies", modelOf("iforest")],
    ["values", modelOf("rfr")],
  ])("refuse %s as a member, by name", (_what, model) => {
    const [found] = diagnosticsOf(() => ensemble(readVotingClassifier, [model], TWO));
    expect(found).toMatchObject({ code: "sklearn/unsupported-option", at: "estimators_[0]" });
    expect(found?.message).toContain(`Ensemble of ${model.origin.estimator}`);
  });

  it.each([
    ["a weighted median", "adar"],
    ["a classifier", "gbc-binary"],
  ])("of regressors refuse %s", (_what, name) => {
    const [found] = diagnosticsOf(() => ensemble(readVotingRegressor, [modelOf(name)]));
    expect(found).toMatchObject({ code: "sklearn/unsupported-option", at: "estimators_[0]" });
  });

  it("refuse members of other classes, outputs or widths", () => {
    const three = { ...TWO, classes_: ["a", "b", "c"] };
    const other = diagnosticsOf(() =>
      ensemble(readVotingClassifier, [modelOf("gbc-binary")], three),
    );
    expect(other).toMatchObject([{ code: "tree/lengths-disagree" }]);
    const outputs = [modelOf("tree-outputs"), modelOf("rfr")];
    const uneven = diagnosticsOf(() => ensemble(readVotingRegressor, outputs));
    expect(uneven).toMatchObject([{ code: "tree/lengths-disagree" }]);
    const wide = { n_features_in_: 6 };
    const found = diagnosticsOf(() => ensemble(readVotingRegressor, [modelOf("rfr")], wide));
    expect(found).toMatchObject([{ code: "sklearn/width-mismatch", at: "estimators_[0]" }]);
  });

  it.each([
    ["too few", [1]],
    ["no numbers", [1, "2"]],
    ["endless ones", [1, Number.POSITIVE_INFINITY]],
  ])("refuse weights that are %s", (_what, weights) => {
    const models = [modelOf("rfr"), modelOf("gbr")];
    const attributes = {
      weights,
      estimators: [
        ["a", 1],
        ["b", 2],
      ],
    };
    const [found] = diagnosticsOf(() => ensemble(readVotingRegressor, models, attributes));
    expect(found).toMatchObject({ at: "weights" });
  });
});

describe("other ensembles", () => {
  it("boost single trees", () => {
    const attributes = { estimator_weights_: [1] };
    const [found] = diagnosticsOf(() =>
      ensemble(readAdaBoostRegressor, [modelOf("rfr")], attributes),
    );
    expect(found?.message).toContain("Ensemble of RandomForestRegressor");
  });

  it.each([
    ["1.3.0", 2],
    ["1.3.1", 1],
    ["1.3.10", 1],
  ])("of %s vote against other classes or not, which takes two scores", (version, scores) => {
    const within = outermost();
    const value = readObjectFile(fixtureBytes("sklearn-1.3.2-ada-binary"), 2 ** 24, failInflated);
    const [fitted] = flatSteps(value, "", within);
    const release = { version, major: 1, minor: 3 };
    const on = { options: DEFAULT_READ_OPTIONS, problems: new Problems(), within };
    const { predictor } = readPipeline([{ ...fitted!, release }], on);
    expect(predictor.scores).toBe(scores);
    expect(predictor.leaves.values.includes(0)).toBe(scores === 2);
  });

  it("stand side by side with what each does to its sum", () => {
    const outputs = [modelOf("several-rfr"), modelOf("hgr-gamma"), modelOf("gbr")];
    const { predictor, head } = ensemble(readMultiOutputRegressor, outputs);
    expect(head).toMatchObject({
      links: [{ kind: "identity" }, { kind: "identity" }, { kind: "exp" }, { kind: "identity" }],
    });
    const { combine } = predictor;
    if (combine.kind !== "sum") throw new Error("no sum");
    expect(Array.from(combine.divisor ?? [])).toEqual([3, 3, 1, 1]);
    expect(predictor.leaves.stride).toBe(1);
  });

  it("of outputs refuse classifiers", () => {
    const [found] = diagnosticsOf(() => ensemble(readMultiOutputRegressor, [modelOf("rfc")]));
    expect(found?.message).toContain("Ensemble of RandomForestClassifier");
  });
});

describe("a file that holds one tree many times", () => {
  it.each([
    ["rfr", "estimators_[1].tree_"],
    ["bagr", "estimators_[1].tree_"],
    ["iforest-gaps", "estimators_[1].tree_"],
    ["hgr", "_predictors[1][0]"],
  ])("as %s could, is refused", (name, at) => {
    const within = outermost();
    const value = readObjectFile(fixtureBytes(`sklearn-1.9.1-${name}`), 2 ** 24, failInflated);
    const steps = flatSteps(value, "", within);
    const attributes = new Map(steps.at(-1)!.attributes);
    const list = at.startsWith("_") ? "_predictors" : "estimators_";
    const [first, , ...more] = attributes.get(list) as PickleValue[];
    attributes.set(list, [first!, first!, ...more]);
    const again = [...steps.slice(0, -1), { ...steps.at(-1)!, attributes }];
    const on = { options: DEFAULT_READ_OPTIONS, problems: new Problems(), within };
    const [found] = diagnosticsOf(() => readPipeline(again, on));
    expect(found).toMatchObject({ code: "sklearn/bad-attribute" });
    expect(found?.at).toContain(at);
  });
});

describe("an isolation forest", () => {
  it("has its border at the first sum whose decision value is not below the offset's last place", () => {
    const { head } = modelOf("iforest");
    if (head.kind !== "anomaly") throw new Error("no anomalies");
    const place = 2 ** -53;
    expect(anomalyValue(head, head.normalFrom)).toBeGreaterThanOrEqual(-place);
    expect(anomalyValue(head, nextDown64(head.normalFrom))).toBeLessThan(0);
  });
});
