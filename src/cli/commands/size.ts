import { type Command, Option } from "commander";
import { repeated } from "../board-choice.ts";
import type { Run } from "../command.ts";
import { addSettings, jsonOption } from "../options.ts";

export function configure(command: Command): Run {
  command
    .argument("<model>", "model file, or a package folder or manifest to measure as it is on disk")
    .option("--board <id>", 'board to link for; repeat it for more, "all" for every one', repeated)
    .option("--compare <report>", "show what changed since this mlc-report.json")
    .addOption(new Option("--reporter <format>", "a table for a pull request").choices(["github"]))
    .addOption(jsonOption());
  addSettings(command, ["model", "codegen", "budget"], ["board"]);
  return async (terminal, invocation) => {
    const { runSize } = await import("../run-size.ts");
    return runSize(terminal, invocation);
  };
}
