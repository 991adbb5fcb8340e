/** Text from models made safe for the places in C where it lands. ASCII comes out. */

/** For block comments: nothing that opens or closes one, no trigraph, no line splice. */
export function toCommentText(text: string): string {
  return toPrintableAscii(text)
    .replaceAll("*/", "* /")
    .replaceAll("/*", "/ *")
    .replaceAll("??", "? ?");
}

/** A C string literal; other characters than printable ASCII become UTF-8 octal escapes. */
export function toStringLiteral(text: string): string {
  return `"${characterCodes(text).join("")}"`;
}

/** The literal cut into adjacent ones of about `width` columns each; "" gives one empty literal. */
export function toStringLiteralLines(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const code of characterCodes(text)) {
    if (line.length + code.length > width) {
      lines.push(`"${line}"`);
      line = "";
    }
    line += code;
  }
  return [...lines, `"${line}"`];
}

/** Each byte as a character literal. */
export function toCharacterLiterals(text: string): readonly string[] {
  return characterCodes(text).map((code) => (code === "'" ? "'\\''" : `'${code}'`));
}

/** Each byte of the UTF-8 text as it stands in a literal. `?` is escaped, so that no trigraph forms. */
function characterCodes(text: string): readonly string[] {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) return `\\${byte.toString(8).padStart(3, "0")}`;
    return character === '"' || character === "\\" || character === "?"
      ? `\\${character}`
      : character;
  });
}

function toPrintableAscii(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/gu, (character) => {
      const code = character.codePointAt(0)!;
      return code < 0x20 || code === 0x7f ? " " : `\\u{${code.toString(16)}}`;
    })
    .replace(/\\$/, "\\ ");
}
