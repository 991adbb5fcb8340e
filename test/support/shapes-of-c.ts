import type { CompileResult } from "../../src/core/compile.ts";
import { DiagnosticError } from "../../src/core/diagnostics/diagnostic.ts";
import type { CompileOptions } from "../../src/core/options.ts";
import { compileModel, readFixtureModel } from "./packages.ts";
import { type Choice, pairwise, product } from "./pairwise.ts";

/** A model of each kind of head, and of each way to sum. */
const HEADS = [
  ...["bc_xgb", "xgboost-3.4.1-multi", "sklearn-1.9.1-std-named-gbc", "xgboost-3.4.1-quantiles"],
  ...["ml-random-forest-classifier", "ml-random-forest-median", "lightgbm-4.7.0-poisson"],
  ...["lightgbm-4.7.0-linear", "lightgbm-4.7.0-categories", "lightgbm-4.7.0-ova-sigmoid"],
  ...["sklearn-1.9.1-ada", "sklearn-1.9.1-adar", "sklearn-1.9.1-iforest"],
];

const FACTORS = {
  layout: ["branches", "packed"],
  input: ["f32/bits", "f32/float", "f32/rank", "i16/integer", "u8/rank"],
  style: ["split", "header"],
  fixture: HEADS,
};

/** Few packages in which each layout meets each encoding, and each head occurs; all at night. */
export const SHAPES_OF_C: readonly Choice[] =
  process.env.MLC_NIGHTLY === "1"
    ? product(FACTORS)
    : pairwise(FACTORS, [
        ["fixture", "input"],
        ["fixture", "layout"],
        ["fixture", "style"],
      ]);

/** The package of a shape; where the shape refuses its head's model by name, of the next head. */
export function compileShape(choice: Choice): CompileResult {
  const first = HEADS.indexOf(choice.fixture!);
  for (const fixture of [...HEADS.slice(first), ...HEADS.slice(0, first)]) {
    try {
      return compileModel(readFixtureModel(fixture), optionsOfShape(choice));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
    }
  }
  throw new Error(`no model takes ${Object.values(choice).join(" ")}`);
}

function optionsOfShape({
  layout,
  input,
  style,
  sums = "auto",
}: Choice): Partial<CompileOptions> & {
  readonly target: string;
} {
  const [inputType, encoding] = input!.split("/");
  // Floating compares cannot send NaN the trainer's way, so that pair is refused by name.
  const missing = encoding === "float" ? "finite" : "auto";
  return { target: "generic", layout, style, inputType, encoding, missing, sums } as never;
}
