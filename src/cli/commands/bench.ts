import type { Command } from "commander";
import { repeated } from "../board-choice.ts";
import type { Run } from "../command.ts";
import { addSettings, jsonOption } from "../options.ts";

export function configure(command: Command): Run {
  command
    .argument("<model>", "model file, or a package folder or manifest to measure as it is on disk")
    .option("--board <id>", 'board to run on; repeat it for more, "all" for every one', repeated)
    .option("--data <csv>", 'rows of your own; "-" reads standard input')
    .option("--no-header", "the data has no line of names: columns bind by position")
    .option("--ignore-extra", "let columns be that are no feature")
    .addOption(jsonOption());
  addSettings(command, ["model", "codegen", "budget"], ["board"]);
  return async (terminal, invocation) => {
    const { runBench } = await import("../run-bench.ts");
    return runBench(terminal, invocation);
  };
}
