import { RP2040 } from "rp2040js";
import type { Job, Run } from "./emulator.ts";
import { stepRows } from "./step-rows.ts";

const FLASH_START = 0x10000000;
const RAM_START = 0x20000000;
/** Thumb code addresses have the lowest bit set. */
const THUMB = 1;

/** Runs an image in a Pico's flash, on its Cortex-M0+: instructions exact, cycles as of code in RAM. */
export function runRp2040(job: Job): Promise<Run> {
  const mcu = new RP2040();
  for (const { address, bytes } of job.elf.segments) mcu.flash.set(bytes, address - FLASH_START);
  const vectors = new DataView(mcu.flash.buffer, mcu.flash.byteOffset);
  const { core } = mcu;
  core.VTOR = FLASH_START;
  core.SP = vectors.getUint32(0, true);
  core.PC = vectors.getUint32(4, true) & ~THUMB;
  return stepRows(job, {
    cycles: () => core.cycles,
    programCounter: () => core.PC,
    stackPointer: () => core.SP,
    step: () => core.executeInstruction(),
    memory: new DataView(mcu.sram.buffer, mcu.sram.byteOffset),
    codeAt: (address) => address & ~THUMB,
    dataAt: (address) => address - RAM_START,
  });
}
