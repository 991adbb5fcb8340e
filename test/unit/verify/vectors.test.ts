import { expect, it } from "vitest";
import { type Model, valueHead } from "../../../src/core/ir/model.ts";
import { ForestBuilder } from "../../../src/core/ir/predictors/forest/build.ts";
import { walk } from "../../../src/core/ir/predictors/forest/evaluate.ts";
import type { Combine } from "../../../src/core/ir/predictors/forest/forest.ts";
import { boundaryRows } from "../../../src/core/verify/vectors.ts";
import { stumps } from "../../support/stumps.ts";

const CAP = 480;
/** Values at a float's edges where NaN may come. */
const EDGES = 11;

/** One tree that asks features 0, 1, ... in turn and stops at the first that is at most 0.5. */
function chain(width: number, depth: number): Model {
  const combine: Combine = { kind: "sum", accumulator: "f64", base: new Float64Array(1) };
  const builder = new ForestBuilder(1);
  builder.beginTree();
  for (let feature = 0; feature < depth; feature++) {
    builder.split({ feature, threshold: 0.5, compare: "le", type: "f64", missing: "left" });
    builder.leaf([feature]);
  }
  builder.leaf([depth]);
  const model = stumps([], { combine, head: valueHead(1) });
  const features = Array.from({ length: width }, (_, i) => ({ name: `x${i}` }));
  return {
    ...model,
    inputs: { ...model.inputs, features, domain: "f32" },
    predictor: builder.finish(1, combine),
  };
}

it.each([20, 50, 4000])("reaches every leaf of a model of %i features", (width) => {
  const depth = 16;
  const model = chain(width, depth);
  const { rows, total } = boundaryRows(model, { cap: CAP, seed: 1 });
  expect(rows.length).toBeLessThanOrEqual(CAP);
  expect(total).toBeGreaterThan(EDGES * width);
  expect(new Set(rows.map((row) => walk(model.predictor, 0, row))).size).toBe(depth + 1);
});

it("takes as many features to the edges of a number's format as half of the rows allow", () => {
  const atEdge = (width: number) => {
    const { rows } = boundaryRows(chain(width, width), { cap: CAP, seed: 1 });
    const alone = rows.filter((row) => row.filter((x) => x === -Infinity).length === 1);
    return new Set(alone.map((row) => row.indexOf(-Infinity))).size;
  };
  expect(atEdge(10)).toBe(10);
  expect(atEdge(1000)).toBe(Math.floor(CAP / 2 / EDGES) - 1);
});
