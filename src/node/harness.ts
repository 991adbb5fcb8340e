import { INPUT_C_TYPE } from "../core/backends/c/emission.ts";
import { apiOf } from "../core/plan/api.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Framework } from "../core/targets/target.ts";
import { answerShape } from "../core/verify/native-words.ts";

/** Where a package keeps its header and its sources, the self-test's among them if it is there. */
export function rolePaths(
  { name, framework }: { readonly name: string; readonly framework: Framework },
  present: readonly string[],
): { readonly header: string; readonly sources: readonly string[]; readonly selfTest: boolean } {
  const pathOf = (role: string) =>
    framework.files.find((file) => file.role === role)?.path.replaceAll("{name}", name);
  const sources = ["source", "self-test"]
    .map(pathOf)
    .filter((path): path is string => path !== undefined && present.includes(path));
  return {
    header: pathOf("header")!,
    sources,
    selfTest: sources.includes(pathOf("self-test") ?? ""),
  };
}

/** What the harness templates need of a package. */
export function harnessView({ name, plan, header }: { name: string; plan: Plan; header: string }) {
  const api = apiOf(plan);
  return {
    p: name,
    P: name.toUpperCase(),
    header: header.slice(header.lastIndexOf("/") + 1),
    inputType: INPUT_C_TYPE[plan.inputType],
    floatInput: plan.inputType === "f32",
    choice: api.values === 0,
    value: api.values === 1,
    values: api.values > 1,
    probability: api.probability,
    decision: api.decision,
    loops: api.values > 1 || api.probability || api.decision,
    answerWords: String(answerShape(plan).words),
  };
}
