import { avrInstruction, CPU } from "avr8js";
import type { Job, Run } from "./emulator.ts";
import { stepRows } from "./step-rows.ts";

/** avr-gcc puts data space at this offset in an image's addresses. */
const DATA_SPACE = 0x800000;
/** Its low byte; the high one follows. */
const STACK_POINTER = 93;

/** Bytes of program memory and of data space, registers included. */
export interface AvrPart {
  readonly program: number;
  readonly data: number;
}

/** Runs an image on an AVR: exact cycles. */
export function runAvr(job: Job, { program, data }: AvrPart): Promise<Run> {
  const flash = new Uint8Array(program);
  for (const { address, bytes } of job.elf.segments) flash.set(bytes, address);
  // Data addresses do not count towards the data space that the constructor takes.
  const cpu = new CPU(new Uint16Array(flash.buffer), data);
  const stackPointer = watchStackPointer(cpu);
  return stepRows(job, {
    cycles: () => cpu.cycles,
    programCounter: () => cpu.pc,
    stackPointer,
    step: () => avrInstruction(cpu),
    memory: new DataView(cpu.data.buffer, cpu.data.byteOffset),
    codeAt: (address) => address / 2,
    dataAt: (address) => address - DATA_SPACE,
  });
}

/**
 * The stack pointer. Code sets its high byte first and its low one two instructions later; in
 * between it is what it was.
 */
function watchStackPointer(cpu: CPU): () => number {
  const read = () => cpu.dataView.getUint16(STACK_POINTER, true);
  let before: number | undefined;
  cpu.writeHooks[STACK_POINTER + 1] = () => {
    before = read();
  };
  cpu.writeHooks[STACK_POINTER] = () => {
    before = undefined;
  };
  return () => before ?? read();
}
