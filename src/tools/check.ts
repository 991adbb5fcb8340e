import { $, type ProcessPromise } from "zx";
import { findForbiddenImports } from "./import-table.ts";
import { findImpurities } from "./purity.ts";
import { buildResources } from "./resources.ts";

/** Everything that can be judged without running the tests; each line of output is one judgement. */
const CHECKS: readonly { readonly name: string; run(): Promise<readonly string[]> }[] = [
  { name: "types", run: () => outputOf($`tsc -p tsconfig.json`) },
  { name: "types of the core without Node", run: () => outputOf($`tsc -p src/core/tsconfig.json`) },
  { name: "format and lint", run: () => outputOf($`biome check --error-on-warnings .`) },
  { name: "unused files, exports and dependencies", run: () => outputOf($`knip`) },
  { name: "imports", run: async () => findForbiddenImports() },
  { name: "core in a browser's bare context, same bytes", run: findImpurities },
];

async function outputOf(command: ProcessPromise): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await command.quiet().nothrow();
  return exitCode === 0 ? [] : `${stdout}${stderr}`.trim().split("\n");
}

$.preferLocal = true;
buildResources();
let failed = 0;
for (const { name, run } of CHECKS) {
  const faults = await run();
  console.log(`${faults.length === 0 ? "ok  " : "FAIL"} ${name}`);
  for (const fault of faults) console.log(`     ${fault}`);
  if (faults.length > 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
