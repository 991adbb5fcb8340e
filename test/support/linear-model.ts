import { type Chain, type Model, mapEach, type ScalarOperation } from "../../src/core/ir/model.ts";
import type { LinearLeaves } from "../../src/core/ir/predictors/forest/linear.ts";
import { verifyModel } from "../../src/core/ir/verify.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { between, pick, type Random } from "./random.ts";
import { randomModel } from "./random-model.ts";

/** A random model whose leaves are linear models of its inputs: scaled, flushed or as they are. */
export function randomLinearModel(seed: number): Model {
  const random = seededRandom(seed);
  let model = randomModel(seed);
  for (let next = seed + 1; !takesLinearLeaves(model); next++) model = randomModel(next);
  const chains = model.inputs.features.map(() => randomChain(random));
  const steps = pick(random, [
    [],
    [mapEach(chains.map(() => [{ kind: "flush", limit: 1e-35 }]))],
    [mapEach(chains.map(() => [{ kind: "flush", limit: 0.1 }]))],
    [mapEach(chains)],
    [mapEach(chains)],
  ]);
  return verifyModel({ ...model, steps, predictor: withLinearLeaves(model, random) });
}

/** What scalers and imputers do, in binary64, and LightGBM's own zero last. */
function randomChain(random: Random): Chain {
  const operations: readonly ScalarOperation[] = [
    { kind: "impute", by: random() - 0.5 },
    { kind: "subtract", by: (random() - 0.5) * 10, type: "f64" },
    { kind: "add", by: random() - 0.5, type: "f64" },
    { kind: "divide", by: random() + 0.1, type: "f64" },
    { kind: "multiply", by: -random() - 0.1, type: "f64" },
    { kind: "clip", low: -random(), high: random(), type: "f64" },
    { kind: "flush", limit: 1e-35 },
  ];
  return operations.filter(() => random() < 0.4);
}

/** Trees that read inputs in their places, summed in binary64 from single numbers. */
export function takesLinearLeaves({ predictor, steps, head }: Model): boolean {
  if (head.kind !== "values" && head.kind !== "classes") return false;
  // Without a bound, scores have no logarithm on the device.
  if (head.kind === "values" && head.links.some(({ kind }) => kind === "log1pexp")) return false;
  const { combine, leaves } = predictor;
  return (
    combine.kind === "sum" && combine.accumulator === "f64" && leaves.stride === 1 && !steps.length
  );
}

export function withLinearLeaves({ predictor, inputs }: Model, random: Random): Model["predictor"] {
  const rows = predictor.leaves.values.length;
  const counts = Array.from({ length: rows }, (_, row) => (row === 0 ? 1 : between(random, 0, 3)));
  const start = new Int32Array(rows + 1);
  counts.forEach((count, row) => {
    start[row + 1] = start[row]! + count;
  });
  const terms = { length: start[rows]! };
  const linear: LinearLeaves = {
    constant: Float64Array.from(counts, (count) => (count === 0 ? 0 : random() - 0.5)),
    start,
    feature: Int32Array.from(terms, () => between(random, 0, inputs.features.length - 1)),
    coefficient: Float64Array.from(terms, () => (random() - 0.5) * 10 ** between(random, -3, 3)),
  };
  return { ...predictor, leaves: { ...predictor.leaves, linear } };
}
