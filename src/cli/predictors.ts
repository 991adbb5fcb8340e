import type { Predictions } from "../core/data/prediction-columns.ts";
import { fail } from "../core/diagnostics/diagnostic.ts";
import { toDomain } from "../core/ir/evaluate.ts";
import { createBatchEvaluator } from "../core/ir/evaluate-batch.ts";
import { labelsOf, type Model } from "../core/ir/model.ts";
import { INTEGER_RANGE, isIntegerType } from "../core/ir/number-type.ts";
import { apiOf } from "../core/plan/api.ts";
import { evaluatePlan } from "../core/plan/evaluate.ts";
import type { Plan } from "../core/plan/plan.ts";
import { resources } from "../core/resources.generated.ts";
import type { LoadedModel } from "../node/load-model.ts";
import { compileLoaded } from "./compiled.ts";

/** Predicts rows of doubles, row-major, one number a feature. */
export interface Predictor {
  run(values: Float64Array, count: number): Predictions | Promise<Predictions>;
  dispose?(): Promise<void>;
}

export type EngineId = "model" | "device" | "native";

export const PREDICTORS: Readonly<Record<EngineId, (loaded: LoadedModel) => Promise<Predictor>>> = {
  model: async ({ model }) => createBatchEvaluator(model),
  device: async (loaded) => {
    const { plan, lowered } = compileLoaded(loaded);
    return {
      run(values, count) {
        const rows = deviceRows(lowered, values, count);
        return gather(
          plan,
          rows.map((row) => evaluatePlan(plan, row)),
        );
      },
    };
  },
  native: openNative,
};

async function openNative(loaded: LoadedModel): Promise<Predictor> {
  const { findHostCompiler } = await import("../node/host-compiler.ts");
  const { buildForHost, hostPackageOf } = await import("../node/verify-host.ts");
  const compiler = await findHostCompiler();
  if (compiler === undefined) fail("host/no-compiler", {});
  const { settings } = loaded;
  const result = compileLoaded({ ...loaded, settings: { ...settings, outputs: "all" } });
  const { plan, lowered } = result;
  const build = await buildForHost(hostPackageOf(result), resources, { compiler, sanitize: false });
  return {
    async run(values, count) {
      const answers = await build.run(deviceRows(lowered, values, count));
      const { decision } = apiOf(plan);
      return gather(
        plan,
        // Without a link, values are the scores.
        answers.map((answer) => (decision ? answer : { ...answer, raw: answer.values })),
      );
    },
    dispose: build.dispose,
  };
}

/** Rows as the device would hold them. @throws DiagnosticError for what no integer input holds. */
function deviceRows(lowered: Model, values: Float64Array, count: number): Float64Array[] {
  const { features, domain } = lowered.inputs;
  const width = features.length;
  return Array.from({ length: count }, (_, row) => {
    const given = values.subarray(row * width, (row + 1) * width);
    if (isIntegerType(domain)) {
      const [least, most] = INTEGER_RANGE[domain];
      const wrong = given.findIndex((x) => !(Number.isInteger(x) && x >= least && x <= most));
      if (wrong >= 0) {
        fail("data/not-an-integer", {
          value: String(given[wrong]),
          column: features[wrong]!.name,
          type: domain,
        });
      }
    }
    return toDomain(lowered, given);
  });
}

interface Answer {
  readonly raw: Float64Array;
  readonly prediction: number;
  readonly probabilities?: Float64Array;
  readonly values?: Float64Array;
}

function gather({ head }: Plan, answers: readonly Answer[]): Predictions {
  const join = (parts: readonly Float64Array[]) => {
    const width = parts[0]?.length ?? 0;
    const all = new Float64Array(parts.length * width);
    for (const [i, part] of parts.entries()) all.set(part, i * width);
    return all;
  };
  return {
    raw: join(answers.map(({ raw }) => raw)),
    predictions: answers.map(({ prediction }) => prediction),
    ...(isVote(head)
      ? {}
      : labelsOf(head)
        ? { probabilities: join(answers.map(({ probabilities }) => probabilities!)) }
        : { values: join(answers.map(({ values }) => values!)) }),
  };
}

/** Votes of members have no probabilities. */
function isVote(head: Plan["head"]): boolean {
  return head.kind === "blend" && head.how === "hard";
}
