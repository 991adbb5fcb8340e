import type { CompileResult } from "../../src/core/compile.ts";
import { compile } from "../../src/core/compile.ts";
import { DiagnosticError } from "../../src/core/diagnostics/diagnostic.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { seededRandom } from "../../src/core/verify/random.ts";
import { readFixtureModel } from "./packages.ts";
import { pick } from "./random.ts";
import { randomModel } from "./random-model.ts";
import { countBranches } from "./template-branches.ts";

/** Models with what random ones have not got. */
const FIXTURES = [
  ...["lightgbm-4.7.0-categories", "lightgbm-4.7.0-linear", "sklearn-1.9.1-std-named-gbc"],
  ...["sklearn-1.9.1-ada", "sklearn-1.9.1-adar", "catboost-1.2.10-categories"],
  "lightgbm-4.7.0-linear-pipeline",
  ...["onnx-1.23.2-skl-norm-l1", "onnx-1.23.2-skl-norm-l2", "onnx-1.23.2-skl-norm-max"],
  ...["onnx-1.23.2-skl-norm-scaled", "onnx-1.23.2-hand-normalized-twice"],
  "onnx-1.23.2-xgb-poisson",
];
const DRAWS_OF_A_FIXTURE = 8;

const INPUTS = [
  ...["f32/bits", "f32/bits", "f32/float", "f32/rank", "f32/rank"],
  ...["i8/integer", "u8/rank", "i16/integer", "u16/rank", "i32/integer"],
];

export interface BranchCase {
  readonly title: string;
  readonly result: CompileResult;
  readonly branches: ReadonlySet<string>;
}

/**
 * Compiles that together take every branch, and the branches that none of `count` seeds takes. The
 * search ends where only those `given` up are open.
 */
export function branchCases(
  count: number,
  given: readonly string[],
): {
  readonly cases: readonly BranchCase[];
  readonly all: readonly string[];
  readonly unreached: readonly string[];
} {
  const counted = countBranches(resources);
  const open = new Set(counted.all);
  const found: BranchCase[] = [];
  for (let seed = 0; seed < count && [...open].some((branch) => !given.includes(branch)); seed++) {
    const one = drawn(seed, counted);
    if (one === undefined || ![...one.branches].some((branch) => open.has(branch))) continue;
    found.push(one);
    for (const branch of one.branches) open.delete(branch);
  }
  return { cases: withoutNeedless(found), all: counted.all, unreached: [...open] };
}

function drawn(seed: number, counted: ReturnType<typeof countBranches>): BranchCase | undefined {
  const random = seededRandom(seed + 1);
  const [inputType, encoding] = pick(random, INPUTS).split("/");
  const choice = {
    layout: pick(random, ["branches", "packed"]),
    inputType,
    encoding,
    missing: encoding === "float" ? "finite" : pick(random, ["auto", "auto", "finite"]),
    sums: pick(random, ["auto", "exact", "bounded"]),
    outputs: pick(random, ["all", "all", "class", "probability", "decision"]),
    style: pick(random, ["split", "header"]),
  };
  const fixture =
    seed < DRAWS_OF_A_FIXTURE * FIXTURES.length ? FIXTURES[seed % FIXTURES.length] : undefined;
  const model = fixture ? readFixtureModel(fixture) : randomModel(seed);
  const license = seed % 2 ? { license: "MIT" } : {};
  const options = {
    ...{ ...DEFAULT_OPTIONS, target: "generic", name: "m", package: license },
    ...choice,
  } as CompileOptions;
  try {
    let result: CompileResult | undefined;
    const branches = counted.takenBy(() => {
      result = compile(model, options, counted.resources);
    });
    const title = `${fixture ?? `seed ${seed}`}, ${Object.values(choice).join(" ")}`;
    return { title, result: result!, branches };
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

/** Drops, from the last, those whose branches the others take too. */
function withoutNeedless(cases: readonly BranchCase[]): BranchCase[] {
  const times = new Map<string, number>();
  for (const { branches } of cases)
    for (const branch of branches) times.set(branch, (times.get(branch) ?? 0) + 1);
  return cases.filter(({ branches }) => {
    if ([...branches].some((branch) => times.get(branch) === 1)) return true;
    for (const branch of branches) times.set(branch, times.get(branch)! - 1);
    return false;
  });
}
