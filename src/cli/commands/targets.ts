import type { Command } from "commander";
import type { Run } from "../command.ts";
import { jsonOption } from "../options.ts";

const JSON_VERSION = 1;

export function configure(command: Command): Run {
  command.addOption(jsonOption());
  return async (terminal, { options }) => {
    const { resources } = await import("../../core/resources.generated.ts");
    const { targetTables } = await import("../../core/report/targets.ts");
    const { printJson } = await import("../terminal.ts");
    const { targets } = resources;
    if (options.json) {
      const document = { format: "mlc-targets", version: JSON_VERSION, ...targets };
      printJson(terminal, document);
    } else for (const line of targetTables(targets)) terminal.stdout.write(`${line}\n`);
    return undefined;
  };
}
