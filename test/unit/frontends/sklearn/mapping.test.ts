import { describe, expect, it } from "vitest";
import { fixtureNames, readFacts } from "../../../support/fixtures.ts";
import { mapSteps } from "../../../support/steps.ts";
import { fixtureBytes, read } from "./edited-model.ts";

const modelOf = (name: string) => read(fixtureBytes(`sklearn-${name}`));
const ours = fixtureNames().filter((name) => name.startsWith("sklearn-"));

describe("a scikit-learn model as IR", () => {
  it("says who wrote it", () => {
    expect(modelOf("1.9.1-std-gbc").origin).toMatchObject({
      library: "scikit-learn",
      version: "1.9.1",
      estimator: "GradientBoostingClassifier",
      transformers: ["StandardScaler"],
      file: "model.joblib",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      notes: [],
    });
  });

  it("flattens pipelines in pipelines and skips steps that pass through", () => {
    const { origin, steps } = modelOf("1.9.1-nested");
    expect(origin.transformers).toEqual(["MinMaxScaler", "StandardScaler"]);
    const kinds = mapSteps(steps)[0]!.columns[0]!.chain.map(({ kind }) => kind);
    expect(kinds).toEqual(["multiply", "add", "subtract", "divide", "cast"]);
  });

  it("takes ranges from a MinMaxScaler that comes first, and names from the file", () => {
    const [feature] = modelOf("1.9.1-minmax-clip").inputs.features;
    expect(feature?.range?.[0]).toBeLessThan(feature!.range![1]);
    expect(modelOf("1.9.1-rfc").inputs.named).toBe(false);
    expect(modelOf("1.9.1-std-named-gbc").inputs.features.map(({ name }) => name)).toEqual([
      "vibration",
      "temperature",
      "rpm",
      "pressure",
      "leak",
    ]);
  });

  it.each([
    ["1.9.1-std-gbc", "string", ["broken", "healthy", "worn, loose"]],
    ["1.9.1-gbc-exponential", "boolean", ["False", "True"]],
    ["1.9.1-extra-tree-classifier", "number", ["1.0", "2.0"]],
    ["1.9.1-rfc", "integer", ["-1", "1"]],
  ])("%s has labels of type %s", (name, type, names) => {
    const { head } = modelOf(name);
    expect(head).toMatchObject({ kind: "classes", labels: { type, names } });
  });

  it.each(ours)("%s tells whether training saw missing values", (name) => {
    const { seen } = read(fixtureBytes(name)).inputs.training;
    const { missing = name.includes("gaps"), model = "" } = readFacts(name);
    // An imputer may also make them.
    const truth = missing || model.includes("fill_value=nan") ? "yes" : "no";
    // An imputer hides it, unless it also has columns that indicate it; so does IsolationForest.
    if (/SimpleImputer|IsolationForest/.test(model)) expect([truth, "unknown"]).toContain(seen);
    else expect(seen).toBe(truth);
  });

  it("rounds float32 references at each step, from 1.8 with rounded constants", () => {
    const chain = (name: string) =>
      mapSteps(read(fixtureBytes(name), { referenceDtype: "f32" }).steps)[0]!.columns[0]!.chain;
    const older = chain("sklearn-1.7.2-std-rfr-f32");
    const newer = chain("sklearn-1.8.0-std-rfr-f32");
    for (const operations of [older, newer]) {
      expect(operations.map(({ kind }) => kind)).toEqual(["cast", "subtract", "divide", "cast"]);
      const types = operations.map((one) => ("type" in one ? one.type : undefined));
      expect(new Set(types)).toEqual(new Set(["f32"]));
    }
    const constants = (operations: typeof older) =>
      operations.flatMap((one) => ("by" in one ? [one.by] : []));
    expect(constants(older).every((by) => by === Math.fround(by))).toBe(false);
    expect(constants(newer)).toEqual(constants(older).map(Math.fround));
  });
});
