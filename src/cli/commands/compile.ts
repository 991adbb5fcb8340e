import { type Command, Option } from "commander";
import type { Run } from "../command.ts";
import { addSettings, jsonOption } from "../options.ts";

export function configure(command: Command): Run {
  command
    .argument("[model]", 'model file, package folder or its manifest; "-" reads standard input')
    .option("--out <dir>", "package folder (default ./<name>)")
    .option("--config <file>", "config file (default mlc.config.json)")
    .option("--force", "write over edited files and over budget")
    .option("--dry-run", "list files and sizes, write nothing")
    .option("--check", "write nothing; exit 4 where the package on disk is stale")
    .addOption(new Option("--no-verify", "do not run the emitted C on this machine"))
    .option("--print-after <pass>", "dump the model after a pass, or after all")
    .addOption(jsonOption());
  addSettings(command, ["model", "codegen", "budget"]);
  return async (terminal, invocation) => {
    const { runCompile } = await import("../run-compile.ts");
    return runCompile(terminal, invocation);
  };
}
