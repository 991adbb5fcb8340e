import { Argument, Command } from "commander";
import type { Run } from "../command.ts";

export function configure(command: Command): Run {
  command.addArgument(new Argument("<shell>", "your shell").choices(["bash", "zsh", "fish"]));
  return async (terminal, { words }) => {
    const { COMMANDS } = await import("../commands.ts");
    const { COMPLETIONS } = await import("../completions.ts");
    const commands = await Promise.all(
      COMMANDS.map(async ({ name, summary, load }) => {
        const described = new Command(name).description(summary);
        (await load()).configure(described);
        return described;
      }),
    );
    terminal.stdout.write(COMPLETIONS[words[0] as keyof typeof COMPLETIONS](commands));
    return undefined;
  };
}
