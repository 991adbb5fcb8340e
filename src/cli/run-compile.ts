import { isAbsolute, join, relative, resolve } from "node:path";
import { type CompileResult, compile } from "../core/compile.ts";
import { DiagnosticError } from "../core/diagnostics/diagnostic.ts";
import { compileScreen, noteLine, writtenLines } from "../core/report/screen.ts";
import { resources } from "../core/resources.generated.ts";
import { toCompileOptions } from "../core/settings/settings.ts";
import { loadModel } from "../node/load-model.ts";
import { planWrite, writePackage } from "../node/write-package.ts";
import { type Invocation, settingsOf } from "./command.ts";
import { readStdin, say, type Terminal } from "./terminal.ts";

export async function runCompile(terminal: Terminal, invocation: Invocation): Promise<number> {
  const argument = invocation.words[0]!;
  const loaded = await loadModel(argument, settingsOf(invocation), {
    cwd: terminal.cwd,
    stdin: () => readStdin(terminal),
  });
  const options = toCompileOptions(loaded.settings, loaded.packageFacts, resources.targets);
  const result = compile(loaded.model, options, resources);
  for (const line of compileScreen(result, argument)) say(terminal, line);
  const folder = resolve(terminal.cwd, (invocation.options.out as string) ?? result.name);
  writePackage(planWrite(folder, result.files), { force: invocation.options.force === true });
  return 0;
}
