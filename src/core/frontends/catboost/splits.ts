import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { SetSpec, SplitSpec } from "../../ir/predictors/forest/build.ts";
import { nextUp64 } from "../../math.ts";
import type { Categories } from "./categories.ts";
import type { FloatFeature, SourceModel } from "./source-model.ts";

/** A question that trees ask of a column; `spec` goes left where the bit is 0, or 1 if `leftIsOne`. */
export interface Split {
  readonly spec: SplitSpec | SetSpec;
  readonly leftIsOne: boolean;
}

/**
 * All splits in the order that trees number them in: each float feature's borders, then each
 * categorical feature's categories. Reports borders that do not ascend.
 */
export function splitsOf(
  { floats, categorical }: SourceModel,
  categories: readonly Categories[],
  problems: Problems,
): readonly Split[] {
  const borders = floats.flatMap((feature) => borderSplits(feature, problems));
  return [...borders, ...categorical.flatMap(({ column }, i) => oneHot(column, categories[i]!))];
}

function borderSplits(feature: FloatFeature, problems: Problems): readonly Split[] {
  const { borders, column, at } = feature;
  return Array.from(borders, (border, i): Split => {
    if (i > 0 && !(border > borders[i - 1]!)) {
      const expected = `a number above ${borders[i - 1]}`;
      problems.add("catboost/bad-value", { what: `border ${i}`, found: `${border}`, expected }, at);
    }
    return {
      // The bit is x > border, in float32.
      spec: {
        feature: column,
        threshold: border,
        compare: "le",
        type: "f32",
        missing: nanExceeds(feature, border) ? "right" : "left",
      },
      leftIsOne: false,
    };
  });
}

/** NaN is infinite where training saw NaN and the treatment is AsTrue; else it exceeds nothing. */
function nanExceeds({ hasNaN, treatment }: FloatFeature, border: number): boolean {
  return hasNaN && treatment === "AsTrue" && border < Number.POSITIVE_INFINITY;
}

/** The bit is x == category, of categories in the order of their hashes. */
function oneHot(column: number, { codes }: Categories): readonly Split[] {
  return codes.map((code) => ({
    spec: { feature: column, edges: [code, nextUp64(code)], type: "f64", missing: "right" },
    leftIsOne: true,
  }));
}
