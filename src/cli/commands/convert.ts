import type { Command } from "commander";
import type { Run } from "../command.ts";
import { addSettings } from "../options.ts";

export function configure(command: Command): Run {
  command
    .argument("<model>", "model file, package folder or its manifest")
    .option("--out <file>", 'where the JSON goes; "-" is standard output', "-");
  addSettings(command, ["model"]);
  return async (terminal, invocation) => {
    const { toModelJson } = await import("../../core/frontends/mlc-json/write.ts");
    const { loadInvocation } = await import("../compiled.ts");
    const { openOutput } = await import("../data-output.ts");
    const { model } = await loadInvocation(terminal, invocation);
    const output = await openOutput(terminal, invocation.options.out as string);
    await output.write(toModelJson(model));
    await output.finish();
    return undefined;
  };
}
