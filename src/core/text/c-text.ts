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
  let literal = "";
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) literal += `\\${byte.toString(8).padStart(3, "0")}`;
    else if (character === '"' || character === "\\" || character === "?")
      literal += `\\${character}`;
    else literal += character;
  }
  return `"${literal}"`;
}

function toPrintableAscii(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/gu, (character) => {
      const code = character.codePointAt(0)!;
      return code < 0x20 || code === 0x7f ? " " : `\\u{${code.toString(16)}}`;
    })
    .replace(/\\$/, "\\ ");
}
