import { toCommentText } from "./c-text.ts";

/** Text from models made safe for running Markdown text. ASCII comes out. */
export function toMarkdownText(text: string): string {
  return toCommentText(text).replace(/[\\`*_[\]<>#|]/g, "\\$&");
}

/** A Markdown code span. */
export function toMarkdownCode(text: string): string {
  return `\`${toCommentText(text).replaceAll("`", "'").trim() || " "}\``;
}
