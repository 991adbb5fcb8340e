import type { EmulatorSpec } from "../../core/targets/target.ts";
import type { ClangCore } from "./clang-xtensa.ts";

/** What an image is made of besides the package and the harness. */
export interface StartUp {
  /** File name by template. */
  readonly files: Readonly<Record<string, string>>;
  /** Behind the sources on the compiler's command line. */
  readonly flags: readonly string[];
  /** For the toolchain's own linker script: more flash than the part has. */
  readonly roomy?: readonly string[];
  /** Where a linker script begins. */
  readonly entry: string;
  /** Built with clang instead of the core's compiler; see clang-xtensa.ts. */
  readonly clang?: ClangCore;
  /** No library for doubles is at hand: the package computes in integers, as it can everywhere. */
  readonly integerReals?: true;
}

/** In the ESP8266's ROM, whether they are called or not. */
const LX106_ROM = [
  ...["__floatunsisf", "__floatsisf", "__mulsf3", "__addsf3", "__subsf3"],
  ...["__udivsi3", "__umodsi3", "__muldi3"],
];

const BARE = ["-nostdlib", "-T", "link.ld", "-lgcc"];

export const START_UPS: Readonly<Record<EmulatorSpec["start"], StartUp>> = {
  avr: {
    files: {},
    flags: ["-lm"],
    roomy: ["-Wl,--defsym=__TEXT_REGION_LENGTH__=4M"],
    entry: "",
  },
  "cortex-m": {
    files: {
      "start.c": "emulators/start-cortex-m",
      "memory.c": "emulators/memory",
      "link.ld": "emulators/link",
    },
    flags: BARE,
    entry: "start",
  },
  riscv: {
    files: {
      "start.S": "emulators/start-riscv",
      "memory.c": "emulators/memory",
      "link.ld": "emulators/link",
    },
    flags: BARE,
    entry: "_start",
  },
  lx106: {
    files: {
      "start.S": "emulators/start-lx106",
      "memory.c": "emulators/memory",
      "rom.c": "emulators/rom-lx106",
      "pgmspace.h": "emulators/pgmspace-lx106",
      "link.ld": "emulators/link-lx106",
    },
    flags: [...LX106_ROM.map((name) => `-Wl,--undefined=${name}`), ...BARE],
    entry: "_start",
    integerReals: true,
  },
  windowed: windowed(true),
  "windowed-nofpu": windowed(false),
};

/** Where the ESP32's own compiler is not to be had, see clang-xtensa.ts. */
function windowed(float: boolean): StartUp {
  return {
    files: {
      "start.S": "emulators/start-windowed",
      "memory.c": "emulators/memory",
      "rom.c": "emulators/rom-lx106",
      ...(float ? {} : { "compare.c": "emulators/compare-floats" }),
      "link.ld": "emulators/link-windowed",
    },
    flags: [],
    entry: "_start",
    clang: { float },
    integerReals: true,
  };
}

/** For cores that nothing here runs: linked as their compiler does it, to be measured only. */
export const LINK_ONLY: StartUp = {
  files: { "memory.c": "emulators/memory" },
  flags: ["-nostdlib", "-Wl,--entry=main", "-lgcc"],
  entry: "main",
};

/** How rows come in and answers go out: poked into memory, or files of this machine. */
export function portOf({ kind, system }: EmulatorSpec): string {
  if (kind !== "qemu") return "emulators/port-poked";
  return system === "xtensa" ? "emulators/port-simcall" : "emulators/port-semihosting";
}
