import { LINE_WIDTH } from "./wrap.ts";

const CONTINUATION = 8;

/**
 * Breaks lines of C code that long names made longer than 100 columns: at spaces outside strings,
 * behind a comma or beside an operator where there are any, then as far out of parentheses, then as
 * far right as they go.
 */
export function breakLines(text: string): string {
  const lines = text.split("\n");
  return lines
    .flatMap((line, i) =>
      line.length > LINE_WIDTH ? breakLine(line, lines[i - 1]?.endsWith("\\") ?? false) : [line],
    )
    .join("\n");
}

/** `ofMacro`: the line continues a directive. */
function breakLine(line: string, ofMacro: boolean): string[] {
  const macro = ofMacro || line.trimStart().startsWith("#") || line.endsWith("\\");
  const width = macro ? LINE_WIDTH - 2 : LINE_WIDTH;
  const indent = line.length - line.trimStart().length;
  const at = bestBreak(line, indent, width);
  if (at === undefined) return [line];
  const margin = ofMacro ? indent : indent + CONTINUATION;
  const rest = `${" ".repeat(margin)}${line.slice(at + 1)}`;
  const first = `${line.slice(0, at)}${macro ? " \\" : ""}`;
  const again = rest.length > LINE_WIDTH && rest.length < line.length;
  return [first, ...(again ? breakLine(rest, macro) : [rest])];
}

/** What may end a line, or start the next one, without parting a type from its name. */
const ENDS = /[,;={(?:+*/<>&|-]$/;
const STARTS = /^(?:[?:+*/<>=&|-]|!=)/;

function bestBreak(line: string, indent: number, width: number): number | undefined {
  let depth = 0;
  let string = false;
  let best: { readonly at: number; readonly rank: number } | undefined;
  for (let i = indent; i < Math.min(line.length, width + 1); i++) {
    const c = line[i];
    if (c === "\\") i++;
    else if (c === '"') string = !string;
    else if (string) continue;
    else if (c === "(" || c === "[") depth++;
    else if (c === ")" || c === "]") depth--;
    else if (c === " " && i > indent + CONTINUATION && line[i - 1] !== " ") {
      const apt = ENDS.test(line.slice(0, i)) || STARTS.test(line.slice(i + 1));
      const rank = depth + (apt ? 0 : 100);
      if (best === undefined || rank <= best.rank) best = { at: i, rank };
    }
  }
  return best?.at;
}
