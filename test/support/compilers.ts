import { resolve } from "node:path";
import { execa } from "execa";
import type { ToolName } from "../../src/tools/tool-list.ts";
import { tool } from "./tools.ts";

/** The flags that emitted C is clean under (design: "What is emitted"). */
const WARNINGS = [
  "-Wall",
  "-Wextra",
  "-Wpedantic",
  "-Wconversion",
  "-Wshadow",
  "-Wdouble-promotion",
  "-Werror",
];
const STUBS = resolve(import.meta.dirname, "esp8266-stubs");
const THUMB = ["-mthumb", "-ffreestanding"];

export interface Compiler {
  readonly tool: ToolName;
  readonly flags: readonly string[];
  /** Its nm. */
  readonly nm: string;
}

/** Compilers and dialects that have to take emitted C without a warning. */
export const COMPILERS: Readonly<Record<string, Compiler>> = {
  "gcc c99 -O0": { tool: "gcc", flags: ["-std=c99", "-O0"], nm: "nm" },
  "gcc gnu11 -Os": { tool: "gcc", flags: ["-std=gnu11", "-Os"], nm: "nm" },
  "gcc c99 -O2": { tool: "gcc", flags: ["-std=c99", "-O2"], nm: "nm" },
  "clang c99": { tool: "clang", flags: ["-std=c99", "-O2"], nm: "nm" },
  "clang-22 gnu11": { tool: "clang-22", flags: ["-std=gnu11", "-O3"], nm: "nm" },
  "g++ c++11": { tool: "g++", flags: ["-x", "c++", "-std=c++11", "-O2"], nm: "nm" },
  atmega328p: {
    tool: "avr-gcc",
    flags: ["-mmcu=atmega328p", "-std=gnu11", "-Os"],
    nm: "avr-nm",
  },
  atmega2560: { tool: "avr-gcc", flags: ["-mmcu=atmega2560", "-std=c99", "-Os"], nm: "avr-nm" },
  "cortex-m0plus": {
    tool: "arm-none-eabi-gcc",
    flags: [...THUMB, "-mcpu=cortex-m0plus", "-std=c99", "-Os"],
    nm: "arm-none-eabi-nm",
  },
  "cortex-m4f": {
    tool: "arm-none-eabi-gcc",
    flags: [
      ...[...THUMB, "-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"],
      ...["-std=gnu11", "-O2"],
    ],
    nm: "arm-none-eabi-nm",
  },
  rv32imc: {
    tool: "riscv64-unknown-elf-gcc",
    flags: ["-march=rv32imc", "-mabi=ilp32", "-ffreestanding", "-std=gnu11", "-Os"],
    nm: "riscv64-unknown-elf-nm",
  },
  lx106: {
    tool: "xtensa-lx106-elf-gcc",
    flags: ["-mlongcalls", "-ffreestanding", "-DESP8266", "-isystem", STUBS, "-std=c99", "-Os"],
    nm: "xtensa-lx106-elf-nm",
  },
};

export const COMPILER_TOOLS = [...new Set(Object.values(COMPILERS).map((c) => c.tool))];

/** Compiles one source with all warnings as errors. Throws with the compiler's words. */
export async function compileObject(
  { tool: name, flags }: Compiler,
  source: string,
  { object, include = [] }: { readonly object: string; readonly include?: readonly string[] },
): Promise<void> {
  const folders = include.flatMap((folder) => ["-I", folder]);
  await execa(tool(name), [...flags, ...WARNINGS, ...folders, "-c", source, "-o", object]);
}

/** Symbols that the objects leave to others, without those that one of them defines. */
export async function undefinedSymbols(nm: string, objects: readonly string[]): Promise<string[]> {
  const { stdout } = await execa(nm, [...objects]);
  const symbols = stdout.split("\n").map((line) => /([A-Za-z]) (\S+)$/.exec(line));
  const defined = new Set(symbols.filter((s) => s && s[1] !== "U").map((s) => s![2]!));
  return [...new Set(symbols.filter((s) => s?.[1] === "U").map((s) => s![2]!))]
    .filter((name) => !defined.has(name))
    .sort();
}

/** Compiles and links with the host's gcc and runs the program; gives what it printed. */
export async function runOnHost(
  sources: readonly string[],
  { flags, program }: { readonly flags: readonly string[]; readonly program: string },
): Promise<string> {
  await execa(tool("gcc"), [...flags, ...sources, "-o", program]);
  return (await execa(program)).stdout;
}
