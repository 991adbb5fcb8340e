import type { Diagnostic, Severity } from "./diagnostic.ts";

export interface FormatOptions {
  /** Whether to use ANSI colours. */
  readonly color: boolean;
}

const COLOR_OF: Readonly<Record<Severity, number>> = { error: 31, warning: 33, info: 36 };

/**
 * `error[xgboost/lossy-dump] trees.json: cause` and `fix: hint` on a line of its own; the place
 * stands after the file.
 */
export function formatDiagnostic(
  { code, severity, message, file, at, hint }: Diagnostic,
  { color }: FormatOptions,
): string {
  const paint = (style: number, text: string) =>
    color ? `\u001b[${style}m${text}\u001b[0m` : text;
  const head = paint(COLOR_OF[severity], `${severity}[${code}]`);
  const place = [file, at].filter(Boolean).join(", ");
  const cause = `${head} ${place === "" ? "" : `${place}: `}${message}`;
  return hint === undefined ? cause : `${cause}\n${paint(1, "fix:")} ${hint}`;
}
