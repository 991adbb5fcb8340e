import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problems } from "../../../src/core/diagnostics/diagnostic.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import type { Model } from "../../../src/core/ir/model.ts";
import type { IntegerType } from "../../../src/core/ir/number-type.ts";
import { PASSES } from "../../../src/core/passes/index.ts";
import type { PassContext } from "../../../src/core/passes/pass.ts";
import { seededRandom } from "../../../src/core/verify/random.ts";
import { boundaryRows } from "../../../src/core/verify/vectors.ts";
import { settings } from "../../support/property.ts";
import { edgeRow, randomModel } from "../../support/random-model.ts";

/** The leaf values, not their pool rows: what a tree answers. */
function answers(model: Model, row: ArrayLike<number>) {
  const { leaves, raw, prediction, values } = evaluate(model, row);
  return { leaves: Array.from(leaves), raw: Array.from(raw), prediction, values };
}

/** Rows of the domain that `after` takes: what both models must agree on. */
function rowsFor(after: Model, seed: number): Float64Array[] {
  const random = seededRandom(seed);
  const { domain, mayBeMissing, features } = after.inputs;
  const drawn = Array.from({ length: 30 }, () => {
    const row = edgeRow(random, features.length, mayBeMissing);
    if (domain === "f32") return row.map(Math.fround);
    return domain === "f64" ? row : row.map(() => Math.floor(random() * 65536) - 32768);
  });
  return domain === "f64" ? drawn : [...drawn, ...boundaryRows(after, { cap: 200, seed }).rows];
}

describe("every pass keeps its law", () => {
  const contexts: readonly Omit<PassContext, "problems">[] = [
    { inputType: "f32", missing: "exact" },
    { inputType: "f32", missing: "finite" },
    { inputType: "i16" satisfies IntegerType, missing: "finite" },
  ];

  it.each(contexts)("for $inputType inputs, missing values $missing", (wanted) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        let model = randomModel(seed);
        for (const pass of PASSES) {
          const before = model;
          model = pass.run(before, { ...wanted, problems: new Problems() });
          if (model === before) continue;
          for (const row of rowsFor(model, seed)) {
            expect(answers(model, row), pass.name).toEqual(answers(before, row));
          }
        }
      }),
      settings(150),
    );
  });
});
