import type { Origin } from "../ir/model.ts";
import type { CompileOptions } from "../options.ts";
import { toCommentText } from "../text/c-text.ts";
import { defaultOf, flagOf, SETTINGS, type Settings } from "./table.ts";

/** The command that makes the package again: base names, and only what differs from the defaults. */
export function commandWords(
  options: CompileOptions,
  facts: { readonly origin: Origin; readonly board: string; readonly name: string },
): readonly string[] {
  const { origin, board, name } = facts;
  const { package: _, ...rest } = options;
  const scaler = origin.scaler ? { scaler: origin.scaler.file } : {};
  const settings: Settings = { ...rest, ...scaler, board, name };
  const words = SETTINGS.flatMap(({ key }) => {
    const value = settings[key];
    if (value === undefined || String(value) === defaultOf(key)) return [];
    return [`${flagOf(key)} ${quoteWord(String(value))}`];
  });
  return ["mlc compile", quoteWord(origin.file), ...words].map(toCommentText);
}

function quoteWord(word: string): string {
  return /^[\w./:,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
