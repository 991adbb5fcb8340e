import type { Command, Option } from "commander";
import { SETTINGS } from "../core/settings/table.ts";

type Shell = "bash" | "zsh" | "fish";

/** A completion script for each shell, from the commands as they describe themselves. */
export const COMPLETIONS: Readonly<Record<Shell, (commands: readonly Command[]) => string>> = {
  bash,
  zsh,
  fish,
};

/** The words that an option takes; files where there are none. */
function choicesOf(option: Option): readonly string[] {
  const setting = SETTINGS.find(({ key }) => key === option.attributeName());
  return option.argChoices ?? setting?.choices ?? [];
}

function flagsOf(command: Command): string[] {
  return [...command.options.map(({ long }) => long!), "--help"];
}

function bash(commands: readonly Command[]): string {
  const names = commands.map((command) => command.name()).join(" ");
  const values = new Map(
    commands
      .flatMap(({ options }) => options)
      .filter((option) => choicesOf(option).length > 0)
      .map((option) => [option.long!, choicesOf(option).join(" ")]),
  );
  return `# mlc completion bash > /etc/bash_completion.d/mlc
_mlc() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} words=""
  case "$before" in
${[...values].map(([flag, words]) => `    ${flag}) words="${words}" ;;`).join("\n")}
    --*) COMPREPLY=() ; compopt -o default ; return ;;
  esac
  if [ -z "$words" ]; then
    if [ "$COMP_CWORD" -eq 1 ]; then words="${names} --help --version"
    else
      case "\${COMP_WORDS[1]}" in
${commands.map((command) => `        ${command.name()}) words="${flagsOf(command).join(" ")}" ;;`).join("\n")}
      esac
    fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [ \${#COMPREPLY[@]} -gt 0 ] || compopt -o default
}
complete -F _mlc mlc
`;
}

function zsh(commands: readonly Command[]): string {
  const described = commands.map(
    (command) => `    '${command.name()}:${quoted(command.description())}'`,
  );
  const cases = commands.map((command) => {
    const specs = command.options.map((option) => {
      const choices = choicesOf(option);
      const value = choices.length > 0 ? `:value:(${choices.join(" ")})` : ":value:_files";
      const takes = option.required || option.optional ? value : "";
      return `        '${option.long}[${bracketed(option.description)}]${takes}'`;
    });
    return `      ${command.name()}) _arguments \\\n${[...specs, "        '*:file:_files'"].join(" \\\n")} ;;`;
  });
  return `#compdef mlc
# mlc completion zsh > "\${fpath[1]}/_mlc"
_mlc() {
  local -a commands
  commands=(
${described.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
  else
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
${cases.join("\n")}
    esac
  fi
}
compdef _mlc mlc
`;
}

function quoted(text: string): string {
  return text.replaceAll("'", "'\\''");
}

function bracketed(text: string): string {
  return quoted(text).replaceAll("[", "(").replaceAll("]", ")").replaceAll(":", "\\:");
}

function fish(commands: readonly Command[]): string {
  const literal = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
  const lines = commands.flatMap((command) => [
    `complete -c mlc -n __fish_use_subcommand -f -a ${command.name()} -d '${literal(command.description())}'`,
    ...command.options.map((option) => {
      const choices = choicesOf(option);
      const takes =
        choices.length > 0 ? ` -x -a '${choices.join(" ")}'` : option.required ? " -r" : "";
      const where = `'__fish_seen_subcommand_from ${command.name()}'`;
      return `complete -c mlc -n ${where} -l ${option.long!.slice(2)}${takes} -d '${literal(option.description)}'`;
    }),
  ]);
  return `# mlc completion fish > ~/.config/fish/completions/mlc.fish\n${lines.join("\n")}\n`;
}
