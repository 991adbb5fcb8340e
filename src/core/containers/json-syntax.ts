/** The first place where a text stops being JSON. */
interface SyntaxFault {
  /** UTF-16 offset. */
  readonly at: number;
  /** What stands there; undefined where the text ends too early. */
  readonly found: string | undefined;
  readonly expected: string;
}

type Due = "value" | "value or ]" | "key" | "key or }" | "colon" | "separator";

/**
 * Finds what JSON.parse refused; its own message names a place in some engines only. Walks without
 * recursion. `text` must be invalid JSON.
 */
export function locateSyntaxError(text: string): SyntaxFault {
  let at = 0;
  const open: ("{" | "[")[] = [];
  let due: Due = "value";
  for (;;) {
    while (isSpace(text.charCodeAt(at))) at++;
    const next = text[at];
    const innermost = open.at(-1);
    if (due === "separator") {
      if (innermost === undefined) return fault(text, at, "the end of the file");
      const close = innermost === "{" ? "}" : "]";
      if (next !== "," && next !== close) return fault(text, at, `a comma or ${close}`);
      if (next === close) open.pop();
      else due = innermost === "{" ? "key" : "value";
      at++;
    } else if (due === "colon") {
      if (next !== ":") return fault(text, at, "a colon");
      at++;
      due = "value";
    } else if ((due === "key or }" && next === "}") || (due === "value or ]" && next === "]")) {
      at++;
      open.pop();
      due = "separator";
    } else if (due === "key" || due === "key or }") {
      const end = next === '"' ? stringEnd(text, at) : at;
      if (end === at) return fault(text, at, "a key in double quotes");
      at = end;
      due = "colon";
    } else if (next === "{" || next === "[") {
      at++;
      open.push(next);
      due = next === "{" ? "key or }" : "value or ]";
    } else {
      const end = next === '"' ? stringEnd(text, at) : wordEnd(text, at);
      if (end === at) return fault(text, at, "a value");
      at = end;
      due = "separator";
    }
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** End of the number or literal at `at`, or `at` if there is none. */
function wordEnd(text: string, at: number): number {
  const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
  word.lastIndex = at;
  return word.test(text) ? word.lastIndex : at;
}

/** End of the string whose quote is at `at`, or `at` if it is faulty. */
function stringEnd(text: string, at: number): number {
  const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
  let end = at + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === 0x22) return end + 1;
    if (code < 0x20) return at;
    escapeSequence.lastIndex = end;
    if (code !== 0x5c) end++;
    else if (escapeSequence.test(text)) end = escapeSequence.lastIndex;
    else return at;
  }
  return at;
}

function fault(text: string, at: number, expected: string): SyntaxFault {
  if (endsInside(text, at)) return { at, found: undefined, expected };
  return { at, found: describe(String.fromCodePoint(text.codePointAt(at)!)), expected };
}

/** Whether the text ends at `at`, or inside the string or word that begins there. */
function endsInside(text: string, at: number): boolean {
  if (text[at] !== '"') return /^(?:-|[a-z]{1,4})?$/.test(text.slice(at, at + 8));
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '"') return false;
    if (text[i] === "\\") i++;
  }
  return true;
}

function describe(symbol: string): string {
  const isPrintable = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(symbol);
  const code = symbol.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return isPrintable ? `'${symbol}'` : `character U+${code}`;
}
