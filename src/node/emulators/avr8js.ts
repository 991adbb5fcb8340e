import { avrInstruction, CPU } from "avr8js";
import { CallMeter } from "./call-meter.ts";
import { addressOf } from "./elf.ts";
import { inSlices, type Job, noEnd, type Run } from "./emulator.ts";

/** avr-gcc puts data space at this offset in an image's addresses. */
const DATA_SPACE = 0x800000;
const STACK_POINTER = 93;

/** Bytes of program memory and of data space, registers included. */
export interface AvrPart {
  readonly program: number;
  readonly data: number;
}

/** Runs an image on an AVR: exact cycles. The rows are written straight into its memory. */
export function runAvr(job: Job, { program, data }: AvrPart): Promise<Run> {
  const { elf, rows, width, answerWords, limit } = job;
  const flash = new Uint8Array(program);
  for (const { address, bytes } of elf.segments) flash.set(bytes, address);
  // Data addresses do not count towards the data space that the constructor takes.
  const cpu = new CPU(new Uint16Array(flash.buffer), data);
  const wordAt = (name: string) => addressOf(elf, name) / 2;
  const dataAt = (name: string) => addressOf(elf, name) - DATA_SPACE;
  const wait = wordAt("port_wait");
  const rowAt = dataAt("harness_row");
  const outAt = dataAt("harness_out");
  const memory = new DataView(cpu.data.buffer, cpu.data.byteOffset);
  const total = rows.length / width;
  const answers = new Uint32Array(total * answerWords);
  const begin = elf.symbols.has("mark_begin") ? wordAt("mark_begin") : -1;
  const end = begin < 0 ? -1 : wordAt("mark_end");
  const meter = new CallMeter();
  let row = -1;
  let latest = limit;
  return inSlices((steps) => {
    for (; steps > 0 && cpu.cycles < latest; steps--) {
      if (cpu.pc === wait) {
        for (let i = 0; row >= 0 && i < answerWords; i++)
          answers[row * answerWords + i] = memory.getUint32(outAt + 4 * i, true);
        row++;
        latest = cpu.cycles + limit;
        if (row === total) return { answers, ...meter.result() };
        for (let i = 0; i < width; i++)
          memory.setUint32(rowAt + 4 * i, rows[row * width + i]!, true);
      } else if (cpu.pc === begin)
        meter.begin(cpu.cycles, cpu.dataView.getUint16(STACK_POINTER, true));
      else if (cpu.pc === end) meter.end(cpu.cycles);
      avrInstruction(cpu);
      meter.sees(cpu.dataView.getUint16(STACK_POINTER, true));
    }
    if (cpu.cycles < latest) return undefined;
    const done = Math.max(0, row) * answerWords;
    return { answers: answers.subarray(0, done), failure: noEnd(limit) };
  });
}
