import type { MapStep, Model, NormalizeStep, ScalarOperation } from "../../src/core/ir/model.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { between, pick, type Random } from "./random.ts";
import { randomModel } from "./random-model.ts";

/** A random model behind rows that are normalized, once or twice, in float32. */
export function normalizedModel(seed: number): Model {
  const model = randomModel(seed);
  const random = seededRandom(seed + 1);
  const width = model.inputs.features.length;
  const mixing = Array.from({ length: between(random, 1, 2) }, (_, i) => [
    ...(i === 1 || random() < 0.6 ? [randomMap(random, width)] : []),
    randomNorm(random, width),
  ]);
  return { ...model, steps: [...mixing.flat(), ...model.steps] };
}

function randomNorm(random: Random, width: number): NormalizeStep {
  const norm = pick(random, ["l1", "l2", "max"] as const);
  const first = between(random, 0, width - 1);
  const span = [first, between(random, 1, width - first)] as const;
  return { kind: "normalize", norm, type: "f32", ...(random() < 0.4 ? { span } : {}) };
}

/** As many columns as before, in any order. */
function randomMap(random: Random, width: number): MapStep {
  const columns = Array.from({ length: width }, (_, i) => ({
    from: random() < 0.7 ? i : between(random, 0, width - 1),
    chain: Array.from({ length: between(random, 0, 3) }, () => randomOperation(random)),
  }));
  return { kind: "map", columns };
}

function randomOperation(random: Random): ScalarOperation {
  const type = "f32";
  const by = Math.fround(pick(random, [0.1, -0.3, 3, 1e-3, -2.5, 1234.5678, 1 / 3, 1e30, 1e-38]));
  const kinds = ["add", "subtract", "multiply", "divide", "clip", "impute", "cast"] as const;
  const kind = pick(random, kinds);
  if (kind === "clip") return { kind, low: -1, high: between(random, 0, 2), type };
  if (kind === "cast") return { kind, type };
  return kind === "impute" ? { kind, by } : { kind, by, type };
}
