import { labelsOf } from "../../ir/model.ts";
import { toCharacterLiterals, toStringLiteralLines } from "../../text/c-text.ts";
import { LINE_WIDTH, wrapElements } from "../../text/wrap.ts";
import type { Emission } from "./emission.ts";
import { printTable } from "./table.ts";

/** C99 promises string literals of 4095 characters; -Wpedantic holds us to it. */
const LONGEST_STRING = 4000;

/**
 * class_name and, where labels may lie outside the address space, copy_class_name. One text with
 * offsets: a `switch` would become a table of pointers, which AVR's compiler puts into RAM, and far
 * reads need the text's own symbol.
 */
export function printClassNames(emission: Emission): string {
  const { plan, engine, prefix, mappedOnly } = emission;
  const names = labelsOf(plan.head)?.names;
  if (names === undefined) return "";
  const sizes = names.map((name) => new TextEncoder().encode(name).length + 1);
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const last = total - 1;
  const table = printTable(emission, {
    name: "class_start",
    type: last > 0xffff ? "u32" : last > 0xff ? "u16" : "u8",
    groups: [{ elements: starts.map(String) }],
  });
  return engine.render("c/class-name", {
    p: prefix.lower,
    P: prefix.upper,
    flash: mappedOnly ? "" : ` ${prefix.upper}_FLASH`,
    size: String(total),
    text: total <= LONGEST_STRING ? asStrings(names) : asCharacters(names),
    startTable: table.text,
    startType: last > 0xffff ? "uint32_t" : "uint16_t",
    startAt: table.at,
    startEnd: table.end,
    last: String(last),
    copying: !mappedOnly,
  });
}

function asStrings(names: readonly string[]): string {
  const lines = names.flatMap((name, i) => {
    const ended = i === names.length - 1 ? name : `${name}\0`;
    return toStringLiteralLines(ended, LINE_WIDTH - 10);
  });
  return lines.map((line) => `\n    ${line}`).join("");
}

function asCharacters(names: readonly string[]): string {
  const lines = names.map((name) => wrapElements([...toCharacterLiterals(name), "'\\0'"]));
  return ` {\n${lines.join("\n")}\n}`;
}
