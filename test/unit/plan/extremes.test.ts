import { describe, expect, it } from "vitest";
import { compile } from "../../../src/core/compile.ts";
import type { Head, Model } from "../../../src/core/ir/model.ts";
import { valueHead } from "../../../src/core/ir/model.ts";
import { ForestBuilder } from "../../../src/core/ir/predictors/forest/build.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../../../src/core/options.ts";
import type { IntegerSum } from "../../../src/core/plan/plan.ts";
import { resources } from "../../../src/core/resources.generated.ts";
import { checkPlan } from "../../../src/core/verify/check-plan.ts";
import { verificationRows } from "../../../src/core/verify/rows.ts";
import { codesOf } from "../../support/diagnostics.ts";

/** One feature, boosted: tree t adds `leaves[t]` to score t, left and right of 0. */
function boosted(leaves: readonly (readonly [number, number])[], head: Head): Model {
  const builder = new ForestBuilder(1);
  const scores = head.kind === "classes" ? head.labels.names.length : 1;
  leaves.forEach(([left, right], tree) => {
    builder.beginTree(tree % scores);
    if (left !== right) {
      builder.split({ feature: 0, threshold: 0, compare: "le", type: "f64", missing: "right" });
      builder.leaf([left]);
    }
    builder.leaf([right]);
  });
  const base = new Float64Array(scores);
  return {
    origin: {
      library: "test",
      version: "",
      estimator: "Boosted",
      transformers: [],
      file: "m",
      sha256: "",
      notes: [],
    },
    inputs: {
      features: [{ name: "x" }],
      named: true,
      domain: "f64",
      mayBeMissing: true,
      training: { seen: "no", because: "made by hand" },
    },
    steps: [],
    predictor: builder.finish(scores, { kind: "sum", accumulator: "f64", base }),
    head,
  };
}

function softmax(names: readonly string[]): Head {
  const labels = { type: "string", names } as const;
  return { kind: "classes", labels, link: "softmax", type: "f64", decide: { kind: "argmax" } };
}

function compiled(model: Model, options: Partial<CompileOptions> = {}) {
  return compile(
    model,
    { ...DEFAULT_OPTIONS, target: "generic", name: "m", ...options },
    resources,
  );
}

function mismatches(model: Model, options: Partial<CompileOptions> = {}) {
  const result = compiled(model, options);
  return checkPlan(result, verificationRows(result, { cap: 500, seed: 1 }).rows).mismatches;
}

describe("models at the ends of what plans hold", () => {
  it.each(["exact", "bounded"] as const)(
    "300 classes keep their probabilities, %s sums",
    (sums) => {
      const names = Array.from({ length: 300 }, (_, i) => `c${i}`);
      const leaves = names.map((_, i) => [Math.sin(i), i === 7 ? 9.5 : Math.cos(i)] as const);
      expect(mismatches(boosted(leaves, softmax(names)), { sums })).toEqual([]);
    },
  );

  it("scores of 4e14 keep their probabilities", () => {
    const leaves = [
      [4e14, 0.5],
      [4e14 + 0.5, 0.25],
      [1, 1.5],
    ] as const;
    expect(mismatches(boosted(leaves, softmax(["a", "b", "c"])), { sums: "exact" })).toEqual([]);
  });

  it("values beyond float32 become infinite, as the nearest float is", () => {
    const model = boosted([[1e300, 2]], valueHead(1));
    expect(mismatches(model)).toEqual([]);
    expect(compiled(model).plan.sum.kind).toBe("real");
  });

  it("a logarithm of an exponential that overflows is refused", () => {
    const head = { ...valueHead(1), links: [{ kind: "log1pexp", scale: 2 }] } as const;
    expect(mismatches(boosted([[350, -2]], head))).toEqual([]);
    expect(codesOf(() => compiled(boosted([[360, -2]], head)))).toEqual(["plan/unsupported"]);
  });

  it("one tree's deep minimum, which vector leaves share, leaves room for the base", () => {
    const builder = new ForestBuilder(2);
    for (let tree = 0; tree < 40; tree++) {
      builder.beginTree();
      builder.split({ feature: 0, threshold: tree, compare: "le", type: "f64", missing: "left" });
      builder.leaf(tree === 0 ? [-1000, 0] : [0.25 + tree / 7, 0]);
      builder.leaf([0.5, 1 / 3]);
    }
    const base = new Float64Array(2);
    const model = boosted([[3, 4]], valueHead(2));
    const predictor = builder.finish(2, { kind: "sum", accumulator: "f64", base });
    const { plan } = compiled({ ...model, predictor }, { sums: "bounded", maxError: 1e-3 });
    expect(plan.leaves.stride).toBe(2);
    // Wrapped around, it would come out right again where integers wrap, which C's do not.
    const { base: starts, units } = plan.sum as IntegerSum;
    expect(starts[0]! * units[0]!).toBe(-40_000);
    expect(mismatches({ ...model, predictor }, { sums: "bounded", maxError: 1e-3 })).toEqual([]);
  });

  it("a model without a split has no ranks and no node table", () => {
    const model = boosted([[3, 3]], valueHead(1));
    expect(mismatches(model)).toEqual([]);
    expect(() => compiled(model, { encoding: "rank" })).toThrow(/the model has no split/);
    expect(() => compiled(model, { layout: "packed" })).toThrow(/the model has no split/);
  });

  it("a tree of 150,000 different leaves", () => {
    const builder = new ForestBuilder(1);
    builder.beginTree();
    const grow = (low: number, high: number): void => {
      if (high - low === 1) {
        builder.leaf([low + 0.5]);
        return;
      }
      const middle = (low + high) >> 1;
      builder.split({ feature: 0, threshold: middle, compare: "lt", type: "f64", missing: "left" });
      grow(low, middle);
      grow(middle, high);
    };
    grow(0, 150_000);
    const small = boosted([[3, 4]], valueHead(1));
    const combine = { kind: "sum", accumulator: "f64", base: Float64Array.of(0) } as const;
    expect(mismatches({ ...small, predictor: builder.finish(1, combine) })).toEqual([]);
  });
});

describe("labels in generated C", () => {
  it.each(["branches", "packed"] as const)(
    "never leave their comments and strings, %s",
    (layout) => {
      const names = ["a */ int injected; /*", "b\nint injected;", "c\\"];
      const model = boosted(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        softmax(names),
      );
      for (const { path, text } of compiled(model, { layout }).files) {
        if (!/\.[ch]$/.test(path)) continue;
        const code = text.replace(/"(?:[^"\\\n]|\\.)*"/g, '""').replace(/\/\*[\s\S]*?\*\//g, "");
        expect(code, path).not.toContain("injected");
      }
    },
  );
});
