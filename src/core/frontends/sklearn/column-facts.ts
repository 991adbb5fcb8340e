import { fail } from "../../diagnostics/diagnostic.ts";
import type { Feature } from "../../ir/model.ts";
import type { Member } from "./members.ts";

/**
 * The features with what the estimator knows of them, where no transformer stands before it. Codes
 * of categories that come out of transformers are not what the device is given: refused.
 */
export function withColumnFacts(
  features: readonly Feature[],
  { inputs, fitted }: Member,
  transformers: number,
): readonly Feature[] {
  if (transformers === 0) {
    return features.map((feature, i) => {
      const { range, categories } = inputs?.[i] ?? {};
      return { ...feature, ...(range ? { range } : {}), ...(categories ? { categories } : {}) };
    });
  }
  if (inputs?.some(({ categories }) => categories)) {
    const what = "named categories that come out of transformers";
    const advice = "encode the categories with an OrdinalEncoder in the pipeline";
    fail("sklearn/unsupported-option", { what, advice }, { at: fitted.path });
  }
  return features;
}
