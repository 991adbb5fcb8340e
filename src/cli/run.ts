import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { systemCode } from "../node/files.ts";
import { COMMANDS } from "./commands.ts";
import { reportFailure, type Terminal } from "./terminal.ts";

/** Runs a command line (without node and script) and gives the exit code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = createProgram(terminal);
  const wanted = args.find((word) => !word.startsWith("-"));
  let exitCode = 0;
  for (const entry of COMMANDS) {
    const command = program.command(entry.name).description(entry.summary);
    inherit(command, terminal);
    // Only the command that runs is loaded, so that --help starts at once.
    if (entry.name !== wanted) continue;
    const run = (await entry.load()).configure(command);
    command.action(async () => {
      const invocation = { words: command.args, options: command.opts() };
      exitCode = (await run(terminal, invocation)) ?? 0;
    });
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    // The reader of standard output has seen enough, which is no failure.
    if (systemCode(error) === "EPIPE") return 0;
    return reportFailure(terminal, error);
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command("mlc")
    .description("Compiles trained tree ensembles to exact, verified C for microcontrollers.")
    .version(ownVersion(), "--version", "print the version of mlc")
    .helpCommand(false)
    .showHelpAfterError(false)
    .addHelpText(
      "after",
      "\nFirst steps:\n  mlc compile model.joblib --target esp-idf\n  mlc <command> --help",
    );
  inherit(program, terminal);
  return program;
}

function inherit(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.stdout.write(text),
    writeErr: (text) => terminal.stderr.write(text),
  });
}

/** Beside src and dist alike. */
function ownVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
