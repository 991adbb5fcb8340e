import type { Command } from "commander";
import { repeated } from "../board-choice.ts";
import type { Run } from "../command.ts";
import { addSettings, jsonOption } from "../options.ts";

export function configure(command: Command): Run {
  command
    .argument("<model>", "model file, or a package folder or manifest to check as it is on disk")
    .option("--data <csv>", 'rows of your own; "-" reads standard input')
    .option("--expected <csv>", "the trainer's answers for these rows, named as predict --raw does")
    .option("--no-header", "the data has no line of names: columns bind by position")
    .option("--ignore-extra", "let columns be that are no feature or answer")
    .option("--rows <count>", "most rows made from the model", "20000")
    .option("--seed <number>", "seed of the sample, where there are more", "1")
    .option(
      "--board <id>",
      'run on this board\'s emulated core; repeat it for more, "all" for every one',
      repeated,
    )
    .option("--thorough", "on boards also compiled with -O0, -O1, -O2, -O3 and -Os")
    .addOption(jsonOption());
  addSettings(command, ["model", "codegen", "budget"], ["board"]);
  return async (terminal, invocation) => {
    const { runVerify } = await import("../run-verify.ts");
    return runVerify(terminal, invocation);
  };
}
