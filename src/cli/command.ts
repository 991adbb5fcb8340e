import type { Command } from "commander";
import { Problems } from "../core/diagnostics/diagnostic.ts";
import { parseSettings } from "../core/settings/parse.ts";
import type { Settings } from "../core/settings/table.ts";
import type { Terminal } from "./terminal.ts";

/** A command line as parsed: words, and options by camelCase name. */
export interface Invocation {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Does a command's work; gives the exit code, 0 where it gives none. @throws DiagnosticError */
export type Run = (terminal: Terminal, invocation: Invocation) => Promise<number | undefined>;

/** A command's own module: declares arguments and options, and says what runs. */
export interface CommandModule {
  configure(command: Command): Run;
}

/** The settings given by flags. @throws DiagnosticError with all that are wrong. */
export function settingsOf({ options }: Invocation): Settings {
  const problems = new Problems();
  const settings = parseSettings(options, { by: "flag" }, problems);
  problems.throwIfErrors();
  return settings;
}
