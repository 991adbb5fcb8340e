import type { Term } from "../plan/cost/terms.ts";

/** How a core keeps constants: read as plain `const`, by `pgm_read_*`, or in 32-bit words only. */
export type ConstantPlacement = "mapped" | "progmem" | "word-flash";

/** A processor core: targets/cores/<id>.json. */
export interface Core {
  readonly id: string;
  readonly label: string;
  readonly isa: string;
  readonly floatUnit: "none" | "single" | "double";
  readonly constants: ConstantPlacement;
  readonly compiler: string;
  /** Of the same toolchain. */
  readonly disassembler: string;
  /** How the compiler is installed: one line for a user. */
  readonly install: string;
  readonly flags: readonly string[];
  readonly costs: CostTable;
  /** What runs its code on any machine; absent where code is only compiled. */
  readonly emulator?: EmulatorSpec;
}

/** How an image is started and run without the board. */
export interface EmulatorSpec {
  readonly kind: "avr8js" | "rp2040js" | "qemu";
  /** How it is installed, where it does not come with mlc: one line for a user. */
  readonly install?: string;
  /** Start-up and linking: a key of `START_UPS` in node/emulators/start-ups.ts. */
  readonly start: "avr" | "cortex-m" | "riscv" | "lx106" | "windowed" | "windowed-nofpu";
  /** Origin and size of the memories, as a linker script has them; not for AVR. */
  readonly flash?: readonly [origin: string, size: string];
  readonly ram?: readonly [origin: string, size: string];
  /** avr8js: bytes of program memory, and of RAM without registers. */
  readonly program?: number;
  readonly data?: number;
  /** QEMU: qemu-system-<system> -M <machine> -cpu <cpu>, and more arguments. */
  readonly system?: string;
  readonly machine?: string;
  readonly cpu?: string;
  readonly arguments?: readonly string[];
}

/** What one thing of a package costs: bytes, and counts as a rule and at most, each time it is passed. */
export type Weight = readonly [bytes: number, typical: number, most: number];

/** What code of ours costs on a core, as `npm run costs` measured it. */
export interface CostTable {
  /** What counts are: cycles, or executed instructions. */
  readonly unit: "cycles" | "instructions";
  /** The compilers and emulators that it was measured with, as they name their versions. */
  readonly measured: readonly string[];
  readonly weights: Readonly<Record<Term, Weight>>;
  /** Bytes of a call chain with one sum, without ranks and exponentials. */
  readonly stack: { readonly base: number };
}

/** A board: targets/boards/<id>.json. */
export interface Board {
  readonly id: string;
  readonly core: string;
  readonly label: string;
  /** Bytes free for a program, and of RAM. */
  readonly flash: number;
  readonly ram: number;
  /** 0 where it says nothing about speed (the host). */
  readonly clockHz: number;
  /** How far a run here can stand for a run on the board. */
  readonly proof: "exact-core" | "same-isa" | "compile-only";
  /** Compiler flags behind those of the core: the very part. */
  readonly flags?: readonly string[];
  /** In place of the core's. */
  readonly emulator?: EmulatorSpec;
}

/** What a rendered file is, where tools must find it again. */
export type FileRole = "header" | "source" | "self-test";

/** A package layout: targets/frameworks/<id>.json. */
export interface Framework {
  readonly id: string;
  readonly label: string;
  readonly defaultBoard: string;
  /** Every placement that one of its boards may need. */
  readonly constants: readonly ConstantPlacement[];
  /** Names that build, but that the framework's own checker finds fault with. */
  readonly names?: NameRules;
  readonly files: readonly FrameworkFile[];
  /** The command or sentence that comes next; `{out}` and `{name}` are filled in. */
  readonly next: string;
  /** In its place where a package is one header, if that changes it. */
  readonly nextHeaderOnly?: string;
}

export interface NameRules {
  /** The command that finds the faults. */
  readonly checkedBy: string;
  /** What is wrong with a name, by a pattern that it then matches in any case. */
  readonly faults: Readonly<Record<string, string>>;
}

export interface FrameworkFile {
  /** Path below `templates/`, without ".hbs". */
  readonly template: string;
  /** Path in the package; `{name}` is the model's identifier. */
  readonly path: string;
  readonly role?: FileRole;
  /** Written only where the view has this fact ("license"). */
  readonly when?: string;
}

export interface Targets {
  readonly cores: Readonly<Record<string, Core>>;
  readonly boards: Readonly<Record<string, Board>>;
  readonly frameworks: Readonly<Record<string, Framework>>;
}
