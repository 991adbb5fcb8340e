import type { View } from "../../render/engine.ts";
import { wrapElements } from "../../text/wrap.ts";
import type { Emission } from "./emission.ts";

export type TableType = "u8" | "u16" | "u32" | "i32" | "f32";

const C_TYPE: Readonly<Record<TableType, string>> = {
  u8: "uint8_t",
  u16: "uint16_t",
  u32: "uint32_t",
  i32: "int32_t",
  f32: "float",
};
const BYTES: Readonly<Record<TableType, number>> = { u8: 1, u16: 2, u32: 4, i32: 4, f32: 4 };

/** Width of a C counter that runs up to and including `last`: uint_fast<width>_t. */
export function counterBits(last: number): "8" | "16" | "32" {
  return last > 0xffff ? "32" : last > 0xff ? "16" : "8";
}

/** avr-gcc refuses an object above 32,767 bytes. */
const CHUNK_BYTES = 32_000;

/** A group of elements that starts on a line of its own, under a comment. */
export interface TableGroup {
  readonly comment?: string;
  readonly elements: readonly string[];
}

/** A constant table: its C text, and how an element is read: `at` + index + `end`. */
export interface Table {
  readonly text: string;
  readonly at: string;
  readonly end: string;
}

/**
 * Prints a constant array. Where a target may keep constants out of the address space, reads go
 * through macros, and arrays beyond 32,000 bytes are cut into chunks behind one reading function.
 */
export function printTable(
  emission: Emission,
  spec: { readonly name: string; readonly type: TableType; readonly groups: readonly TableGroup[] },
): Table {
  const { prefix, engine, mappedOnly } = emission;
  const name = `${prefix.lower}_${spec.name}`;
  const macro = `${prefix.upper}_${spec.type.toUpperCase()}`;
  const chunks = mappedOnly
    ? [spec.groups]
    : cutIntoChunks(spec.groups, CHUNK_BYTES / BYTES[spec.type]);
  const chunked = chunks.length > 1;
  const lengths = chunks.map((groups) =>
    groups.reduce((sum, group) => sum + group.elements.length, 0),
  );
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, n) => sum + n, 0));
  const chunkName = (i: number) => (chunked ? `${name}_${i}` : name);
  const read = (i: number) =>
    `${macro}(${chunkName(i)}, ${starts[i] === 0 ? "index" : `index - ${starts[i]}U`})`;
  const accessor = `${name}_at`;
  const text = engine
    .render("c/table", {
      chunks: chunks.map((groups, i) => ({
        ctype: C_TYPE[spec.type],
        name: chunkName(i),
        length: String(lengths[i]),
        flash: mappedOnly ? "" : ` ${prefix.upper}_FLASH`,
        lines: groups.map(printGroup).join("\n"),
      })),
      chunked,
      ctype: C_TYPE[spec.type],
      accessor,
      steps: chunked
        ? chunks.slice(0, -1).map((_, i): View => ({ end: String(starts[i + 1]), read: read(i) }))
        : [],
      lastRead: read(chunks.length - 1),
    })
    .trimEnd();
  if (mappedOnly) return { text, at: `${name}[`, end: "]" };
  if (chunked) return { text, at: `${accessor}(`, end: ")" };
  return { text, at: `${macro}(${name}, `, end: ")" };
}

function printGroup({ comment, elements }: TableGroup): string {
  const lines = wrapElements(elements);
  return comment === undefined ? lines : `    /* ${comment} */\n${lines}`;
}

/** Cuts between groups; a group that is itself too long is cut inside. */
function cutIntoChunks(groups: readonly TableGroup[], most: number): TableGroup[][] {
  const chunks: TableGroup[][] = [[]];
  let room = most;
  for (const group of groups.flatMap((g) => splitGroup(g, most))) {
    if (group.elements.length > room && chunks.at(-1)!.length > 0) {
      chunks.push([]);
      room = most;
    }
    chunks.at(-1)!.push(group);
    room -= group.elements.length;
  }
  return chunks;
}

function splitGroup(group: TableGroup, most: number): TableGroup[] {
  if (group.elements.length <= most) return [group];
  const parts: TableGroup[] = [];
  for (let at = 0; at < group.elements.length; at += most) {
    const elements = group.elements.slice(at, at + most);
    parts.push(
      group.comment !== undefined && at === 0 ? { comment: group.comment, elements } : { elements },
    );
  }
  return parts;
}
