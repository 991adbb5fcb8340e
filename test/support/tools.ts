import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { PYTHON_TOOLS, TOOLS, type ToolName } from "../../src/tools/tool-list.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Where a program is; undefined if this machine lacks it. */
function findTool(name: ToolName): string | undefined {
  const { command } = TOOLS[name];
  const folders = [
    ...PYTHON_TOOLS.programs.map(({ environment }) => join(ROOT, environment, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

/** The path of a program in a test that `describeWith` guards. */
export function tool(name: ToolName): string {
  const path = findTool(name);
  if (path === undefined) throw new Error(missingText([name]));
  return path;
}

/**
 * `describe` for tests that run programs. Where one is missing they are skipped, with its name in
 * the title; in CI they fail.
 */
export function describeWith(names: readonly ToolName[], title: string, define: () => void): void {
  const missing = names.filter((name) => findTool(name) === undefined);
  if (missing.length === 0) return void describe(title, define);
  if (process.env.CI === "true") {
    describe(title, () => {
      it("has the programs that it runs", () => expect.fail(missingText(missing)));
    });
    return;
  }
  describe.skip(`${title} (${missingText(missing)})`, define);
}

function missingText(names: readonly ToolName[]): string {
  return `needs ${names.join(", ")}: npm run toolchains`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
