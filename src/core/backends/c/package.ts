import type { CompileOptions } from "../../options.ts";
import type { Engine } from "../../render/engine.ts";
import type { Framework } from "../../targets/target.ts";
import type { EmitContext, EmittedC } from "./emit.ts";
import { packageView } from "./package-view.ts";

/** A file of the package; `path` is relative, with forward slashes. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Renders a framework's files around the emitted C. Templates named "@..." are the C itself. */
export function renderPackage(
  context: EmitContext,
  c: EmittedC,
  options: CompileOptions,
  { engine, framework }: { readonly engine: Engine; readonly framework: Framework },
): readonly GeneratedFile[] {
  const view = packageView(context, options);
  const headerOnly = options.style === "header";
  const emitted: Readonly<Record<string, string>> = { ...c };
  return framework.files
    .filter((file) => file.when === undefined || view[file.when] === true)
    .filter((file) => !(headerOnly && file.role === "source"))
    .map((file) => ({
      path: file.path.replaceAll("{name}", context.emission.prefix.lower),
      text: emitted[file.template] ?? ending(engine.render(file.template, view)),
    }));
}

function ending(text: string): string {
  return `${text.trimEnd()}\n`;
}
