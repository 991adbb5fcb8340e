import { expect, it } from "vitest";
import { evaluate } from "../../src/core/ir/evaluate.ts";
import { type Model, type NormalizeStep, valueHead } from "../../src/core/ir/model.ts";
import { normalize } from "../../src/core/ir/normalize.ts";
import { ForestBuilder } from "../../src/core/ir/predictors/forest/build.ts";
import { nextDown32 } from "../../src/core/math.ts";
import type { InputType } from "../../src/core/plan/plan.ts";
import { checkPlan } from "../../src/core/verify/check-plan.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { AS_THE_PLAN, answersOnHost, comparedOnHost } from "../support/host-answers.ts";
import { normalizedModel } from "../support/normalized-model.ts";
import { compileModel } from "../support/packages.ts";
import { product } from "../support/pairwise.ts";
import { randomModel } from "../support/random-model.ts";
import { describeWith } from "../support/tools.ts";

const BUILDS: Readonly<Record<string, { sanitize: boolean; flags: readonly string[] }>> = {
  sanitized: { sanitize: true, flags: [] },
  // Squares fused with their sum would not be rounded.
  "O3-fma": { sanitize: false, flags: ["-O3", "-mfma", "-ffp-contract=fast"] },
  "sanitized-integer-reals": { sanitize: true, flags: ["-DM_INTEGER_REALS"] },
  "gnu11-O3-ffast-math": { sanitize: false, flags: ["-std=gnu11", "-O3", "-ffast-math"] },
};

const NORMS = ["l1", "l2", "max"] as const;
const WIDTH = 5;

/** Rows of like and of very different sizes, subnormal and overflowing ones among them. */
function oddRows(count: number): readonly Float64Array[] {
  const random = seededRandom(31);
  const specials = [0, -0, 1e-45, -1e-42, 1.1754944e-38, 3.4028235e38, -3.4028235e38, 1e20, -1e-20];
  return Array.from({ length: count }, (_, i) => {
    const spread = [0, 2, 20, 76][i % 4]!;
    return Float64Array.from({ length: WIDTH }, () => {
      if (i % 5 === 0 && random() < 0.4) return specials[Math.floor(random() * specials.length)]!;
      const size = 10 ** ((random() - 0.5) * spread + (i % 3 === 0 ? -30 : 0));
      return Math.fround((random() - 0.5) * size);
    });
  });
}

/** A tree that gives each of `values`, on column 0, a leaf of its own, and the numbers between another. */
function exactTree(values: readonly number[], step: NormalizeStep): Model {
  const cuts = [...new Set(values.flatMap((v) => [nextDown32(v), v]))].sort((a, b) => a - b);
  const builder = new ForestBuilder(1);
  builder.beginTree(0);
  const grow = (first: number, last: number): void => {
    if (first === last) {
      builder.leaf([first]);
      return;
    }
    const middle = (first + last) >> 1;
    const threshold = cuts[middle]!;
    builder.split({ feature: 0, threshold, compare: "le", type: "f32", missing: "right" });
    grow(first, middle);
    grow(middle + 1, last);
  };
  grow(0, cuts.length);
  const combine = { kind: "sum", accumulator: "f32", base: new Float64Array(1) } as const;
  const features = Array.from({ length: WIDTH }, (_, i) => ({ name: `f${i}` }));
  const model = randomModel(1);
  return {
    ...model,
    inputs: { ...model.inputs, features },
    steps: [step],
    predictor: builder.finish(1, combine),
    head: valueHead(1),
  };
}

/** Models of one sum, with every operation before their norms, and a second norm behind. */
function scalarModel(seed: number): Model {
  return { ...normalizedModel(seed), head: valueHead(1) };
}

function scalarSeeds(count: number): string[] {
  const found: string[] = [];
  for (let seed = 0; found.length < count; seed++) {
    const { predictor, steps } = scalarModel(seed);
    const norms = steps.filter(({ kind }) => kind === "normalize").length;
    const isScalar = predictor.scores === 1 && predictor.combine.kind === "sum";
    if (isScalar && norms > 1 && predictor.roots.length > 1) found.push(String(seed));
  }
  return found;
}

describeWith(["gcc"], "normalized rows in C answer as the plan", () => {
  it.each(product({ norm: NORMS, build: Object.keys(BUILDS) }))(
    "to the last bit: $norm, $build",
    async ({ norm, build }) => {
      const step = { kind: "normalize", norm: norm as NormalizeStep["norm"], type: "f32" } as const;
      const rows = oddRows(500);
      const values = rows.map((row) => normalize(step, row)[0]!).filter(Number.isFinite);
      const model = exactTree(values, step);
      const result = compileModel(model, { target: "generic", name: "m" });
      const answers = await answersOnHost(result, rows, BUILDS[build!]);
      const expected = rows.map((row) => evaluate(model, row).prediction);
      expect(new Set(expected).size).toBeGreaterThan(300);
      expect(answers.map(({ prediction }) => prediction)).toEqual(expected);
    },
  );

  it.each(product({ seed: scalarSeeds(3), inputType: ["f32", "i16"] }))(
    "model $seed of $inputType",
    async ({ seed, inputType }) => {
      const model = scalarModel(Number(seed));
      const options = { target: "generic", name: "m", inputType: inputType as InputType };
      const result = compileModel(model, options);
      const { rows } = verificationRows(result, { cap: 400, seed: 1 });
      const { mismatches, results } = checkPlan(result, rows);
      expect(mismatches).toEqual([]);
      for (const build of ["sanitized", "sanitized-integer-reals"]) {
        const compared = await comparedOnHost(result, { rows, results }, BUILDS[build]);
        expect(compared, build).toMatchObject(AS_THE_PLAN);
      }
    },
  );
});
