import { type Command, Option } from "commander";
import { fail } from "../core/diagnostics/diagnostic.ts";
import {
  defaultOf,
  flagOf,
  SETTINGS,
  type Setting,
  type SettingGroup,
  type SettingKey,
} from "../core/settings/table.ts";

const HEADINGS: Readonly<Record<SettingGroup, string>> = {
  model: "Reading the model:",
  codegen: "Code and package:",
  budget: "Limits:",
};

/** Adds the settings of some groups; values stay text, `parseSettings` judges all at once. */
export function addSettings(
  command: Command,
  groups: readonly SettingGroup[],
  except: readonly SettingKey[] = [],
): Command {
  for (const setting of SETTINGS) {
    if (groups.includes(setting.group) && !except.includes(setting.key))
      command.addOption(toOption(setting));
  }
  return command;
}

function toOption(setting: Setting): Option {
  const { key, placeholder, choices, help, group } = setting;
  const standard = defaultOf(key);
  const facts = [
    ...(choices ? [choices.join(", ")] : []),
    ...(standard ? [`default ${standard}`] : []),
  ];
  const text = facts.length > 0 ? `${help} (${facts.join("; ")})` : help;
  return new Option(`${flagOf(key)} <${placeholder}>`, text).helpGroup(HEADINGS[group]);
}

export function jsonOption(): Option {
  return new Option("--json", "print a document for programs on standard output");
}

/** A whole number of at least `least`, from an option's text. @throws DiagnosticError */
export function countOption(option: string, text: unknown, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && String(text).trim() !== "") return value;
  const expected = `a whole number of at least ${least}`;
  return fail("command/bad-number", { option, value: String(text), expected });
}
