import fc from "fast-check";
import { expect, it } from "vitest";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { createBatchEvaluator } from "../../../src/core/ir/evaluate-batch.ts";
import { seededRandom } from "../../../src/core/verify/random.ts";
import { settings } from "../../support/property.ts";
import { edgeRow, randomModel } from "../../support/random-model.ts";

it("answers bit for bit as the readable evaluator, row by row", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.integer({ min: 1, max: 140 }),
      (seed, count) => {
        const model = randomModel(seed);
        const width = model.inputs.features.length;
        const random = seededRandom(seed + 1);
        const rows = new Float64Array(count * width);
        for (let i = 0; i < count; i++) rows.set(edgeRow(random, width, true), i * width);
        const batch = createBatchEvaluator(model).run(rows, count);
        for (let i = 0; i < count; i++) {
          const { raw, leaves, prediction, probabilities, values } = evaluate(
            model,
            rows.subarray(i * width, (i + 1) * width),
          );
          expect(batch.raw.subarray(i * raw.length, (i + 1) * raw.length)).toEqual(raw);
          expect(batch.leaves.subarray(i * leaves.length, (i + 1) * leaves.length)).toEqual(leaves);
          expect(batch.predictions[i]).toBe(prediction);
          const own = (all: Float64Array | undefined, length: number) =>
            all?.subarray(i * length, (i + 1) * length);
          expect(own(batch.probabilities, probabilities?.length ?? 0)).toEqual(probabilities);
          expect(own(batch.values, values?.length ?? 0)).toEqual(values);
        }
      },
    ),
    settings(200),
  );
});
