import { type CompileResult, compile } from "../core/compile.ts";
import { resources } from "../core/resources.generated.ts";
import { toCompileOptions } from "../core/settings/settings.ts";
import type { Settings } from "../core/settings/table.ts";
import { type LoadedModel, loadModel } from "../node/load-model.ts";
import { type Invocation, settingsOf } from "./command.ts";
import { readStdin, type Terminal } from "./terminal.ts";

/** Reads a `<model>`: a path, or "-". @throws DiagnosticError */
export function loadArgument(
  terminal: Terminal,
  argument: string,
  settings: Settings,
): Promise<LoadedModel> {
  return loadModel(argument, settings, {
    cwd: terminal.cwd,
    stdin: () => readStdin(terminal),
  });
}

/** The first word of a command line as a model. @throws DiagnosticError */
export function loadInvocation(terminal: Terminal, invocation: Invocation): Promise<LoadedModel> {
  return loadArgument(terminal, invocation.words[0]!, settingsOf(invocation));
}

/** The target that commands take which look at a model without writing a package. */
const LOOKING_TARGET = "generic";

/** Compiles in memory; without a target, as portable C for this machine. @throws DiagnosticError */
export function compileLoaded({ model, settings, packageFacts }: LoadedModel): CompileResult {
  const withTarget = { target: LOOKING_TARGET, ...settings };
  const options = toCompileOptions(withTarget, packageFacts, resources.targets);
  return compile(model, options, resources);
}
