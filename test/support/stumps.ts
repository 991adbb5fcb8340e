import type { Head, Model } from "../../src/core/ir/model.ts";
import { ForestBuilder } from "../../src/core/ir/predictors/forest/build.ts";
import type { Combine } from "../../src/core/ir/predictors/forest/forest.ts";

/** A tree a pair of leaves; tree t splits feature t at 0: left where x <= 0. */
export function stumps(
  leaves: readonly (readonly [left: number, right: number])[],
  { combine, head }: { readonly combine: Combine; readonly head: Head },
): Model {
  const builder = new ForestBuilder(1);
  leaves.forEach(([left, right], feature) => {
    builder.beginTree();
    builder.split({ feature, threshold: 0, compare: "le", type: "f64", missing: "right" });
    builder.leaf([left]);
    builder.leaf([right]);
  });
  return {
    origin: {
      library: "test",
      version: "",
      estimator: "Stumps",
      transformers: [],
      file: "m",
      sha256: "",
      notes: [],
    },
    inputs: {
      features: leaves.map((_, i) => ({ name: `x${i}` })),
      named: true,
      domain: "f64",
      mayBeMissing: true,
      training: { seen: "no", because: "made by hand" },
    },
    steps: [],
    predictor: builder.finish(1, combine),
    head,
  };
}
