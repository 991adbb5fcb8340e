import type { CompileResult } from "../../src/core/compile.ts";
import type { DeviceResult } from "../../src/core/plan/evaluate.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { compareAnswers, type NativeComparison } from "../../src/core/verify/compare-answers.ts";
import type { NativeAnswer } from "../../src/core/verify/native-words.ts";
import { buildForHost, hostPackageOf } from "../../src/node/verify-host.ts";
import { tool } from "./tools.ts";

/** How gcc is called. */
export interface HostBuildOptions {
  readonly sanitize: boolean;
  readonly flags?: readonly string[];
}

/** What the package answers when it is compiled by this machine's gcc. */
export async function answersOnHost(
  result: CompileResult,
  rows: readonly Float64Array[],
  options: HostBuildOptions = { sanitize: true },
): Promise<readonly NativeAnswer[]> {
  const compiler = { command: tool("gcc"), label: "gcc" };
  const build = await buildForHost(hostPackageOf(result), resources, { compiler, ...options });
  try {
    return await build.run(rows);
  } finally {
    await build.dispose();
  }
}

/** The same beside the plan's results. */
export async function comparedOnHost(
  result: CompileResult,
  {
    rows,
    results,
  }: {
    readonly rows: readonly Float64Array[];
    readonly results: readonly DeviceResult[];
  },
  options?: HostBuildOptions,
): Promise<NativeComparison> {
  const answers = await answersOnHost(result, rows, options);
  return compareAnswers(result.plan, { rows, results, answers });
}

/** No row that is answered otherwise, or not at all. */
export const AS_THE_PLAN = { mismatched: 0, mismatches: [] } as const;
