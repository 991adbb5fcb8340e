import type { CompileResult } from "../../src/core/compile.ts";
import { DiagnosticError, Problems } from "../../src/core/diagnostics/diagnostic.ts";
import type { Model } from "../../src/core/ir/model.ts";
import { isIntegerType } from "../../src/core/ir/number-type.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../../src/core/options.ts";
import { lower } from "../../src/core/passes/index.ts";
import { choosePlan } from "../../src/core/plan/choose.ts";
import type { InputType, Plan } from "../../src/core/plan/plan.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { findTarget } from "../../src/core/targets/find-target.ts";
import { compileModel } from "./packages.ts";
import { HEADS, LAYOUT_IDS, LEAVES, type PlanTraits, TESTS, traitsOf } from "./plan-traits.ts";
import { FORMS, productModel } from "./product-models.ts";

/** A combination of what a plan can choose, and a compile that chose it. */
export interface ProductCell {
  readonly traits: PlanTraits;
  compile(): CompileResult;
}

type ProductOptions = Partial<CompileOptions> & Pick<CompileOptions, "target" | "inputType">;

const TARGET = findTarget(resources.targets, "generic", undefined);

/** What a compile would choose, without its C; undefined where it refuses. */
export function planOf(model: Model, given: ProductOptions): Plan | undefined {
  const options = { ...DEFAULT_OPTIONS, ...given };
  const problems = new Problems("product");
  const finite = isIntegerType(options.inputType) || options.missing === "finite";
  const missing = finite ? "finite" : "exact";
  try {
    const lowered = lower(model, { inputType: options.inputType, missing, problems });
    return choosePlan(lowered, options, TARGET, problems).plan;
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

const INPUTS: Readonly<Record<PlanTraits["tests"], readonly InputType[]>> = {
  bits: ["f32"],
  float: ["f32"],
  rank: ["f32", "f32", "i8", "u8", "i16", "u16", "i32"],
  integer: ["i8", "u8", "i16", "u16", "i32"],
  sets: ["f32", "f32", "i8", "u8", "i16", "u16", "i32"],
};

/** Every combination that some small model's plan chooses; input types, NaN, outputs and styles in turn. */
export function productCells(): readonly ProductCell[] {
  const cells = new Map<string, ProductCell>();
  let turn = 0;
  for (const head of HEADS)
    for (const leaves of LEAVES)
      for (const tests of TESTS)
        for (const layout of LAYOUT_IDS) {
          const wanted: PlanTraits = { layout, tests, leaves, head };
          const cell = cellOf(wanted, turn);
          if (cell === undefined) continue;
          cells.set(keyOf(wanted), cell);
          turn++;
        }
  return [...cells.values()];
}

export const keyOf = ({ layout, tests, leaves, head }: PlanTraits) =>
  [layout, tests, leaves, head].join(", ");

function cellOf(traits: PlanTraits, turn: number): ProductCell | undefined {
  const { layout, tests, leaves, head } = traits;
  const inputs = INPUTS[tests];
  const options = {
    ...{ target: "generic", name: "m", layout, encoding: tests === "sets" ? "rank" : tests },
    inputType: inputs[turn % inputs.length]!,
    missing: tests === "float" || turn % 3 === 0 ? "finite" : "exact",
    sums: /f32|f64/.test(leaves) ? "exact" : "bounded",
    style: turn % 2 === 0 ? "split" : "header",
  } as const;
  for (const form of FORMS) {
    const model = productModel({ head, leaves, sets: tests === "sets" }, form);
    const asked = { ...options, optimize: form.optimize };
    const plan = model && planOf(model, asked);
    if (plan && keyOf(traitsOf(plan)) === keyOf(traits))
      return { traits, compile: () => compileModel(model, asked) };
  }
  return undefined;
}
