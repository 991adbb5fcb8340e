import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problems } from "../../../src/core/diagnostics/diagnostic.ts";
import { readModel } from "../../../src/core/frontends/index.ts";
import { toModelJson } from "../../../src/core/frontends/mlc-json/write.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { createBatchEvaluator } from "../../../src/core/ir/evaluate-batch.ts";
import {
  type Model,
  mapEach,
  type ScalarOperation,
  valueHead,
} from "../../../src/core/ir/model.ts";
import { printModel } from "../../../src/core/ir/print.ts";
import { lower } from "../../../src/core/passes/index.ts";
import { checkPlan } from "../../../src/core/verify/check-plan.ts";
import { seededRandom } from "../../../src/core/verify/random.ts";
import { verificationRows } from "../../../src/core/verify/rows.ts";
import { diagnosticsOf } from "../../support/diagnostics.ts";
import { randomLinearModel } from "../../support/linear-model.ts";
import { compileIfFits, compileModel } from "../../support/packages.ts";
import { settings } from "../../support/property.ts";
import { edgeRow } from "../../support/random-model.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function rowsOf(model: Model, seed: number, nan = true): Float64Array[] {
  const random = seededRandom(seed);
  const width = model.inputs.features.length;
  return Array.from({ length: 40 }, () => edgeRow(random, width, nan).map(Math.fround));
}

const rawOf = (model: Model, row: ArrayLike<number>) => Array.from(evaluate(model, row).raw);

describe("linear leaves", () => {
  it("keep their scores through every pass, whatever steps fold", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom("exact", "finite"), (seed, missing) => {
        const model = randomLinearModel(seed);
        const problems = new Problems();
        const lowered = lower(model, { inputType: "f32", missing, problems });
        for (const row of rowsOf(model, seed, missing === "exact")) {
          expect(rawOf(lowered, row)).toEqual(rawOf(model, row));
        }
      }),
      settings(100),
    );
  });

  it("are the plan's", () => {
    let compiled = 0;
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom("branches", "packed"),
        fc.constantFrom("f32", "i16"),
        (seed, layout, inputType) => {
          const model = randomLinearModel(seed);
          const result = compileIfFits(model, { target: "generic", layout, inputType });
          if (result === undefined) return;
          compiled++;
          const rows = verificationRows(result, { cap: 200, seed }).rows;
          const drawn = inputType === "f32" ? rowsOf(model, seed) : [];
          expect(checkPlan(result, [...rows, ...drawn]).mismatches).toEqual([]);
        },
      ),
      settings(60),
    );
    expect(compiled).toBeGreaterThan(30);
  });

  it("are the evaluator's of many rows, and mlc-json's", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const model = randomLinearModel(seed);
        const rows = rowsOf(model, seed);
        const flat = Float64Array.from(rows.flatMap((row) => Array.from(row)));
        const { raw } = createBatchEvaluator(model).run(flat, rows.length);
        expect(Array.from(raw)).toEqual(rows.flatMap((row) => rawOf(model, row)));
        const plain = { ...model, head: valueHead(model.predictor.scores) };
        const bytes = new TextEncoder().encode(toModelJson(plain));
        expect(readModel({ name: "model.json", bytes }).predictor.leaves).toEqual(
          model.predictor.leaves,
        );
      }),
      settings(60),
    );
  });

  it("are printed with their terms", () => {
    const lines = [...printModel(randomLinearModel(3))];
    expect(lines.some((line) => / leaf \S+ for NaN, else \S+ \+ \S+ x\[\d\]/.test(line))).toBe(
      true,
    );
  });

  it.each<[string, ScalarOperation]>([
    ["linear leaves behind encoders", { kind: "lookup", edges: [0], values: [0, 1], missing: 0 }],
    ["linear leaves behind steps in float32", { kind: "multiply", by: 3, type: "f32" }],
  ])("are refused as %s", (what, operation) => {
    const model = randomLinearModel(5);
    const scaled: Model = {
      ...model,
      steps: [mapEach(model.inputs.features.map(() => [operation]))],
    };
    const refused = diagnosticsOf(() => compileModel(scaled, { target: "generic" }));
    expect(refused).toMatchObject([
      { code: "plan/unsupported", message: `no plan can compile ${what}` },
    ]);
  });

  it("with a bound on their sums are refused", () => {
    const model = randomLinearModel(5);
    const bounded = () => compileModel(model, { target: "generic", sums: "bounded" });
    expect(diagnosticsOf(bounded)).toMatchObject([{ code: "plan/unbounded-leaves" }]);
  });
});
