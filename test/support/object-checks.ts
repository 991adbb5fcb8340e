import { dirname, join } from "node:path";
import { execa } from "execa";
import { resources } from "../../src/core/resources.generated.ts";
import type { Core } from "../../src/core/targets/target.ts";
import { compileWithClang } from "../../src/node/emulators/clang-xtensa.ts";
import { START_UPS } from "../../src/node/emulators/start-ups.ts";
import { COMPILERS } from "./compilers.ts";

/** The ESP32's own compiler is not to be had: clang compiles for its instruction set. */
const clangOf = ({ emulator }: Core) => emulator && START_UPS[emulator.start].clang;

/** Boards' cores whose compiler, or another for them, is at hand. */
export const CHECKED_CORES: readonly Core[] = Object.values(resources.targets.cores).filter(
  (core) =>
    core.id !== "host" &&
    (clangOf(core) || Object.values(COMPILERS).some(({ tool }) => tool === core.compiler)),
);

/** What an object says of itself, by its binutils. */
interface ObjectFile {
  readonly sections: readonly { readonly name: string; readonly size: number }[];
  readonly symbols: readonly { readonly name: string; readonly section: string }[];
  readonly calls: readonly { readonly section: string; readonly symbol: string }[];
}

/** With calls left standing, so that each function answers for itself. */
const APART = [
  ...["-std=c99", "-ffreestanding", "-ffunction-sections", "-fdata-sections", "-fno-inline"],
];
/** GCC puts functions into one another by other names, too. */
const APART_BY_GCC = ["-fno-inline-functions-called-once", "-fno-ipa-icf"];

/** The ESP8266's header of flash reads, as its core declares it. */
const DIALECT: Readonly<Partial<Record<Core["constants"], readonly string[]>>> = {
  "word-flash": ["-DESP8266", "-isystem", join(import.meta.dirname, "esp8266-stubs")],
};

/** Arithmetic of the compilers' own libraries, and what copies arrays and structures. */
const INTEGER_HELPERS = {
  thumb: /^__aeabi_(u?idiv|u?idivmod|lmul|llsl|llsr|lasr|ulcmp|lcmp)$|^__gnu_thumb1_case_\w+$/,
  thumb2: /^__aeabi_(lmul|llsl|llsr)$/,
  riscv: /^__(mulsi3|muldi3|ashldi3|lshrdi3|u?divsi3|u?modsi3)$|^__riscv_(save|restore)_\d+$/,
  // Clang calls for a division by Xtensa's FPU, too.
  xtensa: /^__(mulsi3|umulsidi3|muldi3|ashldi3|lshrdi3|u?divsi3|divsf3)$/,
  avr: /^__(u?mul\w+|mulsidi3|umulsidi3|muldi3|u?divmod\w+|ashldi3|lshrdi3|adddi3\w*|subdi3\w*|cmpdi2\w*|negdi2|prologue_saves__|epilogue_restores__|tablejump\w*|load_\d|xload_\d|movmem\w+)$/,
} as const;

const FLOAT_HELPERS: Readonly<Record<keyof typeof INTEGER_HELPERS, RegExp>> = {
  thumb: /^__aeabi_(f(add|sub|rsub|mul|div|cmp\w+)|u?i2f|f2u?iz)$/,
  thumb2: /^__aeabi_(f(add|sub|rsub|mul|div|cmp\w+)|u?i2f|f2u?iz)$/,
  riscv: /^__((add|sub|mul|div|l[te]|g[te]|eq|ne)sf[23]|float(un)?sisf|fix(uns)?sfsi)$/,
  xtensa: /^__((add|sub|mul|div|l[te]|g[te]|eq|ne)sf[23]|float(un)?sisf|fix(uns)?sfsi)$/,
  avr: /^__((add|sub|mul|div|l[te]|g[te]|eq|ne)sf[23]|float(un)?sisf|fix(uns)?sfsi)$/,
};

/** Calls that compute with doubles or convert to or from them. */
const DOUBLE_HELPER = /^__(aeabi_(d\w+|f2d|u?i2d|u?l2d|cd\w+)|\w*df\w*)$/;

/** The functions in which a sum of reals, or a linear leaf, computes in the trainer's own type. */
const REAL_FUNCTION =
  /_(add|multiply|divide|greater|to_float|widen|real_from|real_bits|real_less)$/;

/** Sections that a core's start-up copies to RAM, or clears there. */
const RAM_SECTIONS: Readonly<Record<Core["constants"], RegExp>> = {
  mapped: /^\.(data|bss|tdata|tbss|sdata|sbss)/,
  progmem: /^\.(data|bss|rodata)/,
  "word-flash": /^\.(data|bss|rodata)/,
};

/** Compiles a model's source as its core does. */
export async function compileFor(
  core: Core,
  source: string,
  { object }: { readonly object: string },
): Promise<void> {
  const flags = [...core.flags, ...APART, ...(DIALECT[core.constants] ?? [])];
  const clang = clangOf(core);
  if (clang === undefined) {
    await execa(core.compiler, [...flags, ...APART_BY_GCC, "-c", source, "-o", object]);
    return;
  }
  const files = { folder: dirname(source), source, object };
  const compiled = await compileWithClang(files, { ...clang, flags });
  if ("missing" in compiled) throw new Error(compiled.output);
}

/** Everything about a model's object that its core forbids, each by name; none of a good one. */
export async function objectFindings(core: Core, object: string, prefix: string) {
  const file = await readObject(core, object);
  return [...inRam(core, file), ...foreignCalls(core, file), ...unprefixed(file, prefix)].sort();
}

async function readObject(core: Core, object: string): Promise<ObjectFile> {
  const compiler = clangOf(core) ? "xtensa-lx106-elf-gcc" : core.compiler;
  const program = compiler.replace(/gcc$/, "objdump");
  const { stdout } = await execa(program, ["-h", "-t", "-r", object]);
  const sections: ObjectFile["sections"][number][] = [];
  const symbols: ObjectFile["symbols"][number][] = [];
  const calls: ObjectFile["calls"][number][] = [];
  let section = "";
  for (const line of stdout.split("\n")) {
    const header = /^\s*\d+ (\S+)\s+([0-9a-f]{8})\s/.exec(line);
    const symbol = /^[0-9a-f]{8} .{7} (\S+)\t[0-9a-f]{8}\s+(?:\.hidden )?(\S+)$/.exec(line);
    const relocation = /^[0-9a-f]{8} R_\S+\s+([^\s+]+)/.exec(line);
    section = /^RELOCATION RECORDS FOR \[(\S+)\]/.exec(line)?.[1] ?? section;
    if (header) sections.push({ name: header[1]!, size: Number.parseInt(header[2]!, 16) });
    else if (symbol) symbols.push({ section: symbol[1]!, name: symbol[2]! });
    else if (relocation) calls.push({ section, symbol: relocation[1]! });
  }
  return { sections, symbols, calls };
}

function inRam({ constants }: Core, { sections, symbols }: ObjectFile): string[] {
  return sections
    .filter(({ name, size }) => size > 0 && RAM_SECTIONS[constants].test(name))
    .map(({ name }) => {
      const within = symbols.filter((s) => s.section === name && s.name !== name);
      const what = within.map((s) => s.name).filter((s) => !/^[.$]/.test(s));
      return `in RAM: ${what.join(", ") || "a constant without a name"} (${name})`;
    });
}

function foreignCalls({ isa, floatUnit }: Core, { symbols, calls }: ObjectFile): string[] {
  const family = isa as keyof typeof INTEGER_HELPERS;
  const foreign = symbols.filter(({ section }) => section === "*UND*").map(({ name }) => name);
  return foreign.flatMap((name) => {
    if (INTEGER_HELPERS[family].test(name)) return [];
    if (FLOAT_HELPERS[family].test(name) && floatUnit === "none") return [];
    if (!DOUBLE_HELPER.test(name)) return [`undefined symbol: ${name}`];
    const callers = calls.filter(({ symbol }) => symbol === name).map((call) => call.section);
    return [...new Set(callers)]
      .map((section) => section.replace(/^\.(?:text|literal)\.?/, "").replace(/\..*/, ""))
      .filter((caller) => !REAL_FUNCTION.test(caller))
      .map((caller) => `double in ${caller}: ${name}`);
  });
}

/** Names of the assembler, and of the ESP8266 core's header, are no symbols of the package. */
const NOT_OURS = /^[.$*]|^__\w+__$|\.[ch]$|^pgm_read_(byte|word|dword)$/;

function unprefixed({ symbols }: ObjectFile, prefix: string): string[] {
  return symbols
    .filter(({ section }) => section !== "*UND*" && section !== "*ABS*")
    .map(({ name }) => name)
    .filter((name) => !NOT_OURS.test(name) && !name.startsWith(`${prefix}_`))
    .map((name) => `not prefixed: ${name}`);
}
