import { describe, expect, it } from "vitest";
import type { Model } from "../../../src/core/ir/model.ts";
import type { SumCombine } from "../../../src/core/ir/predictors/forest/forest.ts";
import type { CompileOptions } from "../../../src/core/options.ts";
import { compileModel, readFixtureModel } from "../../support/packages.ts";

function estimate(from: string | Model, options: Partial<CompileOptions> = {}) {
  const wanted = { layout: "branches", encoding: "bits", missing: "exact", ...options } as const;
  const model = typeof from === "string" ? readFixtureModel(from) : from;
  return compileModel(model, { target: "arduino", board: "uno", ...wanted }).plan.estimate;
}

describe("estimates", () => {
  it("price what outputs take of their scores", () => {
    const plain = estimate("lightgbm-4.7.0-regression", { maxError: 1 });
    const linked = estimate("lightgbm-4.7.0-poisson", { maxError: 1 });
    const logarithm = estimate("lightgbm-4.7.0-cross-entropy-lambda", { maxError: 1 });
    expect(linked.flash).toBeGreaterThan(plain.flash + 500);
    expect(linked.worstCount).toBeGreaterThan(plain.worstCount + 1000);
    expect(logarithm.worstCount).toBeGreaterThan(linked.worstCount + 1000);
  });

  it("leave out what was not asked for", () => {
    const all = estimate("sklearn-1.9.1-iforest");
    const label = estimate("sklearn-1.9.1-iforest", { outputs: "class" });
    expect(all.flash).toBeGreaterThan(label.flash + 500);
    expect(all.worstCount).toBe(label.worstCount);
  });

  it("price the quotients and products that follow the trainer's own sums", () => {
    const model = readFixtureModel("catboost-1.2.10-scale-and-bias");
    const { scale, bias, ...combine } = model.predictor.combine as SumCombine;
    expect([scale, bias?.length]).toEqual([expect.any(Number), 1]);
    const bare = { ...model, predictor: { ...model.predictor, combine } };
    const sums = estimate(bare, { sums: "exact" });
    const scaled = estimate(model, { sums: "exact" });
    expect(scaled.flash).toBeGreaterThan(sums.flash + 500);
    expect(scaled.worstCount).toBeGreaterThan(sums.worstCount);
  });

  it("state the stack of a weighted median: a leaf and a place a tree", () => {
    const median = readFixtureModel("sklearn-1.9.1-adar");
    const trees = median.predictor.roots.length;
    const { stack } = estimate("sklearn-1.9.1-adar", { layout: "packed" });
    const { stack: plain } = estimate("ml-random-forest-median", { layout: "packed" });
    const plainTrees = readFixtureModel("ml-random-forest-median").predictor.roots.length;
    expect(stack - plain).toBe(4 * trees - 2 * plainTrees + 2 * 24);
  });
});
