import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../src/core/compile.ts";
import { DiagnosticError } from "../../../src/core/diagnostics/diagnostic.ts";
import { readModel } from "../../../src/core/frontends/index.ts";
import { toModelJson } from "../../../src/core/frontends/mlc-json/write.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { createBatchEvaluator } from "../../../src/core/ir/evaluate-batch.ts";
import { normalize } from "../../../src/core/ir/normalize.ts";
import { LEAF } from "../../../src/core/ir/predictors/forest/forest.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../../../src/core/options.ts";
import { resources } from "../../../src/core/resources.generated.ts";
import { checkPlan } from "../../../src/core/verify/check-plan.ts";
import { seededRandom } from "../../../src/core/verify/random.ts";
import { verificationRows } from "../../../src/core/verify/rows.ts";
import { codesOf } from "../../support/diagnostics.ts";
import { readFixtureFile } from "../../support/fixtures.ts";
import { normalizedModel } from "../../support/normalized-model.ts";
import { settings } from "../../support/property.ts";
import { edgeRow } from "../../support/random-model.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function compiled(seed: number, options: Partial<CompileOptions>) {
  const own = { ...DEFAULT_OPTIONS, target: "generic", name: "m", ...options };
  try {
    return compile(normalizedModel(seed), own, resources);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const allowed = ["plan/does-not-fit", "plan/no-bounded-sums", "plan/unsupported"];
    if (!error.diagnostics.every((d) => allowed.includes(d.code))) throw error;
    return undefined;
  }
}

describe("normalize", () => {
  it("rounds each operation to float32, from the first column on", () => {
    // Answers of onnxruntime 1.31 to [0.1, -0.7, 1e-3, 3.3].
    const row = [0.1, -0.7, 1e-3, 3.3].map(Math.fround);
    expect(Array.from(normalize({ norm: "l1" }, row))).toEqual([
      0.02438429743051529, -0.17069007456302643, 0.00024384298012591898, 0.8046817779541016,
    ]);
  });

  it("leaves a row as it is whose norm is zero", () => {
    for (const norm of ["l1", "l2", "max"] as const) {
      expect(Array.from(normalize({ norm }, [0, -0]))).toEqual([0, -0]);
    }
  });

  it("divides by the largest number, which may be negative", () => {
    expect(Array.from(normalize({ norm: "max" }, [-4, -2]))).toEqual([2, 1]);
    expect(Array.from(normalize({ norm: "max" }, [-3, Number.NaN, 6]))).toEqual([
      -0.5,
      Number.NaN,
      1,
    ]);
  });

  it("has no number where squares overflow", () => {
    expect(Array.from(normalize({ norm: "l2" }, [1e30, 1]))).toEqual([Number.NaN, 0]);
  });
});

describe("a plan behind a normalization", () => {
  it.each(["bits", "rank", "float"] as const)("answers as the trainer's rule: %s", (encoding) => {
    let count = 0;
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom("branches", "packed"),
        fc.constantFrom("f32", "i16", "u8"),
        fc.constantFrom("exact", "finite"),
        (seed, layout, inputType, missing) => {
          const result = compiled(seed, { layout, encoding, inputType, missing });
          if (!result) return;
          count++;
          const { features } = result.plan;
          const random = seededRandom(seed);
          const isFloat = inputType === "f32";
          const drawn = Array.from({ length: 20 }, () =>
            isFloat
              ? edgeRow(random, features, missing === "exact").map(Math.fround)
              : Float64Array.from({ length: features }, () => Math.floor(random() * 256)),
          );
          const rows = [...verificationRows(result, { cap: 200, seed }).rows, ...drawn];
          expect(checkPlan(result, rows).mismatches).toEqual([]);
        },
      ),
      settings(120),
    );
    expect(count).toBeGreaterThan(encoding === "float" ? 0 : 40);
  });

  it("answers many rows as it answers one, and survives its own JSON", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const model = normalizedModel(seed);
        const width = model.inputs.features.length;
        const random = seededRandom(seed);
        const rows = Array.from({ length: 70 }, () => edgeRow(random, width, true));
        const flat = Float64Array.from(rows.flatMap((row) => [...row]));
        const batch = createBatchEvaluator(model).run(flat, rows.length);
        const trees = model.predictor.roots.length;
        rows.forEach((row, i) => {
          const { leaves } = evaluate(model, row);
          expect(batch.leaves.subarray(i * trees, (i + 1) * trees)).toEqual(leaves);
        });
        if (model.head.kind !== "values") return;
        const bytes = new TextEncoder().encode(toModelJson(model));
        expect(readModel({ name: "m.json", bytes }).steps).toEqual(model.steps);
      }),
      settings(100),
    );
  });

  it.each(["l1", "l2", "max", "scaled"])(
    "is verified on rows that reach its leaves: %s",
    (kind) => {
      const bytes = readFixtureFile(`onnx-1.23.2-skl-norm-${kind}`, "model.onnx");
      const model = readModel({ name: "model.onnx", bytes });
      const options = { ...DEFAULT_OPTIONS, target: "generic", name: "m" };
      const result = compile(model, options, resources);
      const { rows } = verificationRows(result, { cap: 2000, seed: 1 });
      const { results } = checkPlan(result, rows);
      const reached = new Set(results.flatMap(({ payloads }) => Array.from(payloads, payload)));
      const { nodes, roots } = result.lowered.predictor;
      const all = new Set<string>();
      roots.forEach((root, tree) => {
        const end = roots[tree + 1] ?? nodes.kind.length;
        for (let node = root; node < end; node++) {
          if (nodes.kind[node] === LEAF)
            all.add(payload(result.payloadOf(tree, nodes.operand[node]!), tree));
        }
      });
      const missed = [...all].filter((leaf) => !reached.has(leaf));
      expect(missed.length, missed.join()).toBeLessThanOrEqual(1);
    },
  );

  it("is refused by name where the device would need doubles", () => {
    const model = normalizedModel(1);
    const doubles = { kind: "multiply", by: 0.1, type: "f64" } as const;
    const columns = model.inputs.features.map((_, from) => ({ from, chain: [doubles] }));
    const steps = [{ kind: "map", columns } as const, ...model.steps];
    const options = { ...DEFAULT_OPTIONS, target: "generic", name: "m" };
    expect(codesOf(() => compile({ ...model, steps }, options, resources))).toContain(
      "plan/unsupported",
    );
    expect(codesOf(() => compile(model, { ...options, inputType: "i32" }, resources))).toContain(
      "plan/unsupported",
    );
  });
});

function payload(value: number, tree: number): string {
  return `tree ${tree}, leaf ${value}`;
}
