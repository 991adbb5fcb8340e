export const LINE_WIDTH = 100;

/** Joins elements with ", " into indented lines of at most 100 columns, each ending in a comma. */
export function wrapElements(elements: readonly string[], indent = "    "): string {
  const lines: string[] = [];
  let line = indent;
  for (const element of elements) {
    if (line !== indent && line.length + element.length + 2 > LINE_WIDTH) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${element}, `;
  }
  if (line !== indent) lines.push(line.trimEnd());
  return lines.join("\n");
}

/** "---- Title ----" as a one-line comment of 100 columns. */
export function banner(title: string): string {
  const start = `/* ---- ${title} `;
  return `${start}${"-".repeat(LINE_WIDTH - start.length - 3)} */`;
}

/** Breaks a command at spaces, continued by a backslash and two spaces. */
export function wrapCommand(words: readonly string[], width = 90): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && line.length + word.length + 3 > width) {
      lines.push(`${line} \\`);
      line = `    ${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Breaks text at spaces into lines of at most `width`. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
