import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import Handlebars from "handlebars";

const ROOT = join(import.meta.dirname, "../..");
const OUTPUT = join(ROOT, "src/core/resources.generated.ts");

/**
 * Compiles every template and inlines the targets into one generated module, so that the core runs
 * without files and without eval, in Node and in pages alike.
 */
export function buildResources(): void {
  const templates = filesBelow(join(ROOT, "templates"), ".hbs").map((path) => {
    const name = relative(join(ROOT, "templates"), path)
      .slice(0, -".hbs".length)
      .split(sep)
      .join("/");
    const code = Handlebars.precompile(readFileSync(path, "utf8"), {
      noEscape: true,
      strict: true,
      knownHelpersOnly: true,
      preventIndent: false,
    });
    return `    ${JSON.stringify(name)}: ${String(code)},`;
  });
  const version = (
    JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }
  ).version;
  const targets = Object.fromEntries(
    ["cores", "boards", "frameworks"].map((kind) => [kind, readTargets(kind)]),
  );
  const text = [
    "// Generated from templates/ and targets/ by npm run build.",
    "// @ts-nocheck",
    'import type { Resources } from "./resources.ts";',
    "",
    "export const resources: Resources = {",
    `  version: ${JSON.stringify(version)},`,
    `  targets: ${JSON.stringify(targets)},`,
    "  templates: {",
    ...templates,
    "  },",
    "};",
    "",
  ].join("\n");
  if (existsSync(OUTPUT) && readFileSync(OUTPUT, "utf8") === text) return;
  // Renamed into place: a test run beside this one may be reading it.
  writeFileSync(`${OUTPUT}.new`, text);
  renameSync(`${OUTPUT}.new`, OUTPUT);
}

function readTargets(kind: string): Record<string, unknown> {
  const folder = join(ROOT, "targets", kind);
  return Object.fromEntries(
    filesBelow(folder, ".json").map((path) => {
      const id = basename(path, ".json");
      return [id, { id, ...(JSON.parse(readFileSync(path, "utf8")) as object) }];
    }),
  );
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
