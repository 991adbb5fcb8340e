import type { CompileResult } from "../../src/core/compile.ts";
import { DiagnosticError } from "../../src/core/diagnostics/diagnostic.ts";
import type { CompileOptions } from "../../src/core/options.ts";
import { compileModel, readFixtureModel } from "./packages.ts";
import { type Choice, pairwise, product } from "./pairwise.ts";

/** A model of each kind of head, of each way to sum, and of what stands before the trees. */
const HEADS = [
  ...["bc_xgb", "xgboost-3.4.1-multi", "sklearn-1.9.1-std-named-gbc", "xgboost-3.4.1-quantiles"],
  ...["ml-random-forest-classifier", "ml-random-forest-median", "lightgbm-4.7.0-poisson"],
  ...["lightgbm-4.7.0-linear", "lightgbm-4.7.0-categories", "lightgbm-4.7.0-ova-sigmoid"],
  ...["sklearn-1.9.1-ada", "sklearn-1.9.1-adar", "sklearn-1.9.1-iforest"],
  ...[
    "voting-1.9.1-soft",
    "voting-1.9.1-hard",
    "voting-1.9.1-values",
    "sklearn-1.9.1-rfc-labels",
    "onnx-1.23.2-skl-norm-l2",
  ],
];

const FACTORS = {
  layout: ["branches", "packed"],
  input: ["f32/bits", "f32/float", "f32/rank", "i16/integer", "u8/rank"],
  style: ["split", "header"],
};

export interface ShapeOfC {
  readonly title: string;
  readonly style: string;
  readonly result: CompileResult;
}

/** Few packages in which each layout meets each encoding, and each head occurs; all at night. */
export function shapesOfC(): readonly ShapeOfC[] {
  if (process.env.MLC_NIGHTLY === "1")
    return product({ ...FACTORS, fixture: HEADS }).flatMap((choice) => compileShape(choice) ?? []);
  const shapes = pairwise(FACTORS, []);
  const ofHeads = HEADS.map((fixture, i) =>
    firstThatFits(shapes.map((_, k) => ({ ...shapes[(i + k) % shapes.length]!, fixture }))),
  );
  const met = new Set(ofHeads.map(({ title }) => title.replace(/ \S+$/, "")));
  const ofOthers = shapes
    .filter((shape) => !met.has(Object.values(shape).join(" ")))
    .map((shape) => firstThatFits(HEADS.map((fixture) => ({ ...shape, fixture }))));
  return [...ofHeads, ...ofOthers];
}

function firstThatFits(choices: readonly Choice[]): ShapeOfC {
  for (const choice of choices) {
    const compiled = compileShape(choice);
    if (compiled) return compiled;
  }
  throw new Error(`nothing takes ${Object.values(choices[0]!).join(" ")}`);
}

/** The package of a shape; undefined where its model refuses the shape by name. */
export function compileShape(choice: Choice): ShapeOfC | undefined {
  const { layout, input, style, fixture, sums = "auto" } = choice;
  const [inputType, encoding] = input!.split("/");
  // Floating compares cannot send NaN the trainer's way, so that pair is refused by name.
  const missing = encoding === "float" ? "finite" : "auto";
  const options = { layout, style, inputType, encoding, missing, sums };
  try {
    const model = readFixtureModel(fixture!);
    const result = compileModel(model, { target: "generic", ...options } as CompileOptions);
    return { title: Object.values(choice).join(" "), style: style!, result };
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}
