export const LINE_WIDTH = 100;

/** Joins elements with ", " into indented lines of at most `width`, each ending in a comma. */
export function wrapElements(
  elements: readonly string[],
  indent = "    ",
  width = LINE_WIDTH,
): string {
  const lines: string[] = [];
  let line = indent;
  for (const element of elements) {
    if (line !== indent && line.length + element.length + 1 > width) {
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

/**
 * Breaks a command at spaces, continued by a backslash and four spaces. A word longer than a line
 * is broken inside, which a shell undoes when the next line starts in its first column.
 */
export function wrapCommand(words: readonly string[], width = 90): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && line.length + word.length + 3 > width) {
      lines.push(`${line} \\`);
      line = `    ${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
    while (line.length > width) {
      lines.push(`${line.slice(0, width - 1)}\\`);
      line = line.slice(width - 1);
    }
  }
  return [...lines, line];
}

/** Breaks text at spaces into lines of at most `width`; a longer word is broken inside. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  return [...lines, line];
}

/** Text of at most `width` characters; what is cut off shows as "...". */
export function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 3).trimEnd()}...`;
}
