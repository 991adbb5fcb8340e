import { describe, expect, it } from "vitest";
import { bindExpected, firstDisagreement } from "../../../src/core/data/expected.ts";
import { Problems } from "../../../src/core/diagnostics/diagnostic.ts";
import { readModel } from "../../../src/core/frontends/index.ts";
import { readFixtureFile } from "../../support/fixtures.ts";

const bytes = readFixtureFile("sklearn-1.9.1-std-named-gbc", "model.joblib");
const model = readModel({ name: "model.joblib", bytes });

function bind(...header: string[]) {
  const problems = new Problems();
  const columns = bindExpected(model, header, { ignore: () => false, problems });
  return { columns, codes: problems.all.map(({ code }) => code) };
}

const ANSWER = {
  label: "healthy",
  prediction: 0,
  raw: [-0.75, 0.5, 0.25],
  probabilities: [0.125, 0.625, 0.25],
  values: undefined,
};
const NONE = { probability: 0, raw: 0, value: 0, relative: 0 };

function disagrees(column: string, cell: string, slack = NONE): boolean {
  return firstDisagreement(bind(column).columns, [cell], ANSWER, slack) !== undefined;
}

describe("expected answers", () => {
  it("are found by predict's names and by their short forms, any subset", () => {
    expect(bind("y", "p1", "raw_healthy", "probability_worn, loose")).toEqual({
      columns: [
        { kind: "class", column: 0 },
        { kind: "probability", column: 1, index: 1 },
        { kind: "raw", column: 2, index: 1 },
        { kind: "probability", column: 3, index: 2 },
      ],
      codes: [],
    });
  });

  it("are refused where the model has no such answer", () => {
    expect(bind("y", "p3").codes).toEqual(["data/unknown-expected"]);
    expect(bind().codes).toEqual(["data/no-expected"]);
  });

  it("count to the last digit that was written", () => {
    expect(disagrees("p0", "0.125")).toBe(false);
    expect(disagrees("p0", "0.13")).toBe(false);
    expect(disagrees("p0", "0.1250001")).toBe(true);
    expect(disagrees("raw0", "-0.7")).toBe(false);
    expect(disagrees("raw0", "-0.74")).toBe(true);
    expect(disagrees("raw0", "-7.5e-1")).toBe(false);
    expect(disagrees("raw0", "0.75")).toBe(true);
    expect(disagrees("raw0", "nan")).toBe(true);
  });

  it("may be off by a stated slack, and no more", () => {
    const slack = { ...NONE, probability: 1e-6 };
    expect(disagrees("p0", "0.1250005", slack)).toBe(false);
    expect(disagrees("p0", "0.1250013", slack)).toBe(true);
    expect(disagrees("raw0", "-0.7500005", slack)).toBe(true);
  });

  it("compare classes as text", () => {
    expect(disagrees("y", "healthy")).toBe(false);
    expect(disagrees("y", "Healthy")).toBe(true);
  });
});
