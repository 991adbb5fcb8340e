import { join, relative, sep } from "node:path";
import { Project } from "ts-morph";

const ROOT = join(import.meta.dirname, "../..");

/**
 * What a folder of src/core may import besides itself; `types:` entries only as types. The root
 * files of core (compile, options, ...) put the parts together and may import everything in core;
 * `math` and `resources` stand for those two root files.
 */
const CORE_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  ir: ["math", "diagnostics"],
  containers: ["diagnostics"],
  diagnostics: [],
  text: ["math"],
  targets: ["diagnostics", "text", "types:plan"],
  frontends: ["ir", "containers", "diagnostics", "math", "text"],
  passes: ["ir", "diagnostics", "math"],
  plan: ["ir", "diagnostics", "math", "text", "types:targets", "types:options"],
  render: ["diagnostics", "types:resources"],
  data: ["text", "ir", "types:diagnostics"],
  backends: ["ir", "plan", "text", "math", "types:targets", "types:render", "types:options"],
  verify: ["ir", "plan", "math", "diagnostics", "passes", "types:compile", "types:backends"],
  settings: ["diagnostics", "text", "options", "plan", "frontends", "types:ir", "types:targets"],
  report: [
    "ir",
    "plan",
    "text",
    "diagnostics",
    "settings",
    "types:backends",
    "types:compile",
    "types:options",
    "types:targets",
    "types:verify",
  ],
};

/** What whole areas of src may import. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
  core: ["core"],
  node: ["core", "node"],
  cli: ["core", "node", "cli"],
  tools: ["core", "node", "cli", "tools"],
};

/** Packages that core may use: all of them run in a bare context. */
const CORE_PACKAGES = ["@noble/hashes", "fflate", "handlebars/runtime.js"];

/** Imports that the table does not allow, a line each; none is the law. */
export function findForbiddenImports(): readonly string[] {
  const project = new Project({ skipAddingFilesFromTsConfig: true });
  project.addSourceFilesAtPaths(join(ROOT, "src/**/*.ts"));
  return project.getSourceFiles().flatMap((file) => {
    const from = placeOf(file.getFilePath());
    return file.getImportDeclarations().flatMap((declaration) => {
      const specifier = declaration.getModuleSpecifierValue();
      const typeOnly =
        declaration.isTypeOnly() ||
        (declaration.getNamedImports().length > 0 &&
          declaration.getNamedImports().every((name) => name.isTypeOnly()));
      const line = `${relative(ROOT, file.getFilePath())}: ${specifier}`;
      if (!specifier.startsWith(".")) return packageAllowed(from.area, specifier) ? [] : [line];
      const to = placeOf(join(file.getDirectoryPath(), specifier));
      return allowed(from, to, typeOnly) ? [] : [line];
    });
  });
}

interface Place {
  readonly area: string;
  /** Folder of core, or the name of a root file. */
  readonly part: string;
  readonly isRoot: boolean;
}

function placeOf(path: string): Place {
  const [area = "", part = "", ...rest] = relative(join(ROOT, "src"), path).split(sep);
  return { area, part: part.replace(/\.ts$/, ""), isRoot: rest.length === 0 };
}

function allowed(from: Place, to: Place, typeOnly: boolean): boolean {
  if (!AREAS[from.area]?.includes(to.area)) return false;
  if (from.area !== "core" || from.isRoot || from.part === to.part) return true;
  const table = CORE_IMPORTS[from.part] ?? [];
  return table.includes(to.part) || (typeOnly && table.includes(`types:${to.part}`));
}

function packageAllowed(area: string, specifier: string): boolean {
  return (
    area !== "core" ||
    CORE_PACKAGES.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  );
}
