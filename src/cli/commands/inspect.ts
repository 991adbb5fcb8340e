import type { Command } from "commander";
import type { Run } from "../command.ts";
import { addSettings, jsonOption } from "../options.ts";

export function configure(command: Command): Run {
  command
    .argument("<model>", "model file, package folder or its manifest")
    .option("--plan", "list every way to compile the model with its price")
    .option("--dump", "print the model line by line, for comparison")
    .option("--tree <number>", "draw one tree, counted from 0")
    .option("--depth <levels>", "levels of the drawing", "6")
    .addOption(jsonOption());
  addSettings(command, ["model", "codegen", "budget"]);
  return async (terminal, invocation) => {
    const { runInspect } = await import("../run-inspect.ts");
    return runInspect(terminal, invocation);
  };
}
