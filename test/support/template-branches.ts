import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Handlebars from "handlebars";
import type { Resources } from "../../src/core/resources.ts";

const TEMPLATES = resolve(import.meta.dirname, "../../templates");

/** Resources whose templates of C say which of their branches a render took. */
export interface CountedBranches {
  readonly resources: Resources;
  /** Every branch: both sides of each condition, the body of each list, each template. */
  readonly all: readonly string[];
  /** Those that `render` takes. */
  takenBy(render: () => void): ReadonlySet<string>;
}

/** A branch tells of itself by a partial of its own, which prints nothing. */
export function countBranches(resources: Resources): CountedBranches {
  const all: string[] = [];
  let taken = new Set<string>();
  const templates: Record<string, unknown> = { ...resources.templates };
  for (const file of readdirSync(join(TEMPLATES, "c"), { recursive: true }) as string[]) {
    if (!file.endsWith(".hbs")) continue;
    const name = `c/${file.slice(0, -".hbs".length)}`;
    const tree = Handlebars.parse(readFileSync(join(TEMPLATES, `${name}.hbs`), "utf8"));
    const seen = new Map<string, number>();
    markBlocks(tree, name, seen);
    tree.body.unshift(mark(`${name} at all`));
    templates[name] = specificationOf(tree);
  }
  return {
    resources: { ...resources, templates },
    all,
    takenBy(render) {
      taken = new Set();
      render();
      return taken;
    },
  };

  function markBlocks(program: hbs.AST.Program, name: string, seen: Map<string, number>): void {
    for (const statement of program.body) {
      if (statement.type !== "BlockStatement") continue;
      const block = statement as hbs.AST.BlockStatement;
      const { original } = block.params[0] as hbs.AST.PathExpression;
      const words = `${(block.path as hbs.AST.PathExpression).original} ${original}`;
      const turn = (seen.get(words) ?? 0) + 1;
      seen.set(words, turn);
      const label = `${name} ${words}${turn > 1 ? ` (${turn})` : ""}`;
      markBlocks(block.program, name, seen);
      if (block.inverse) markBlocks(block.inverse, name, seen);
      block.program.body.unshift(mark(`${label}: taken`));
      if (words.startsWith("each ")) continue;
      block.inverse ??= { ...block.program, body: [] };
      block.inverse.body.unshift(mark(`${label}: left out`));
    }
  }

  function mark(branch: string): hbs.AST.Statement {
    const partial = `branch ${all.length}`;
    all.push(branch);
    const main = () => {
      taken.add(branch);
      return "";
    };
    templates[partial] = { compiler: [8, ">= 4.3.0"], main, useData: true };
    return Handlebars.parse(`{{> [${partial}]}}`).body[0]!;
  }
}

/** As `Handlebars.precompile`, which would look for lines to strip again, with the marks in them. */
function specificationOf(tree: hbs.AST.Program): unknown {
  const { Compiler, JavaScriptCompiler } = Handlebars as unknown as {
    readonly Compiler: new () => { compile(tree: hbs.AST.Program, options: object): object };
    readonly JavaScriptCompiler: new () => {
      compile(program: object, options: object): string;
    };
  };
  const options = { data: true, noEscape: true, strict: true, knownHelpersOnly: true };
  const program = new Compiler().compile(tree, options);
  const code = new JavaScriptCompiler().compile(program, options);
  return new Function(`return ${String(code)}`)();
}
