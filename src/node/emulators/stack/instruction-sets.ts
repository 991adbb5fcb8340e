import { AVR } from "./avr.ts";
import type { InstructionSet } from "./instruction-set.ts";
import { RISCV } from "./riscv.ts";
import { THUMB, THUMB2 } from "./thumb.ts";
import { XTENSA } from "./xtensa.ts";

/** By `isa` of a core. */
export const INSTRUCTION_SETS: Readonly<Record<string, InstructionSet>> = {
  avr: AVR,
  thumb: THUMB,
  thumb2: THUMB2,
  riscv: RISCV,
  xtensa: XTENSA,
};
