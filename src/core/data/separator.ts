/** What other programs put between fields. */
const SEPARATORS = [
  { text: ";", separator: "a semicolon", written: ";" },
  { text: "\t", separator: "a tab", written: "\\t" },
  { text: "|", separator: "a vertical bar", written: "|" },
] as const;

/** The separator that a line read as comma-separated shows instead, for people and in quotes. */
export function separatorOf(
  cells: readonly string[],
): { readonly separator: string; readonly written: string } | undefined {
  return SEPARATORS.find(({ text }) => cells.some((cell) => cell.includes(text)));
}
