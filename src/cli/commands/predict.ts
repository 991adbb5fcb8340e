import { type Command, Option } from "commander";
import type { Run } from "../command.ts";
import { addSettings } from "../options.ts";

export function configure(command: Command): Run {
  command
    .argument("<model>", "model file, package folder or its manifest")
    .requiredOption("--data <file>", 'rows as CSV; "-" reads standard input')
    .option("--out <file>", 'where the predictions go; "-" is standard output', "-")
    .option("--raw", "add the raw scores")
    .option("--no-header", "the data has no line of names: columns bind by position")
    .option("--ignore-extra", "let columns be that are no feature")
    .addOption(
      new Option(
        "--engine <engine>",
        "what predicts: the trainer's rule on the doubles given, the device's plan on rounded ones, or the emitted C",
      )
        .choices(["model", "device", "native"])
        .default("model"),
    )
    .option("--timing", "print the seconds that parsing, predicting and writing took");
  addSettings(command, ["model", "codegen", "budget"]);
  return async (terminal, invocation) => {
    const { runPredict } = await import("../run-predict.ts");
    return runPredict(terminal, invocation);
  };
}
