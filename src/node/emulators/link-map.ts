/** Bytes that a linker's map attributes, before and after what it adds to align things. */
export interface Attribution {
  readonly code: number;
  readonly constants: number;
  /** Out of the compiler's libraries. */
  readonly helpers: number;
}

const CODE = /^\.(text|literal|start|vectors)/;
const CONSTANTS = /^\.(rodata|srodata|progmem|irom)/;

/**
 * Adds up the input sections of GNU ld's map. A section that was thrown away stands before the
 * memory map or below /DISCARD/.
 */
export function attribute(map: string): Attribution {
  const sum = { code: 0, constants: 0, helpers: 0 };
  const [, memory = ""] = map.split("Linker script and memory map");
  // A long name stands on a line of its own.
  const lines = memory.replace(/^( \.\S+)\n/gm, "$1").split("\n");
  let discarded = false;
  for (const line of lines) {
    if (/^\S/.test(line)) discarded = line.startsWith("/DISCARD/");
    const found = /^ (\.\S+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+)\s+(.+)$/.exec(line);
    if (found === null || discarded) continue;
    const [, section = "", size = "0", file = ""] = found;
    const bytes = Number.parseInt(size, 16);
    const code = CODE.test(section);
    if (!code && !CONSTANTS.test(section)) continue;
    sum[/\.a\(/.test(file) ? "helpers" : code ? "code" : "constants"] += bytes;
  }
  return sum;
}
