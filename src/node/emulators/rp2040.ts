import { RP2040 } from "rp2040js";
import { CallMeter } from "./call-meter.ts";
import { addressOf } from "./elf.ts";
import { inSlices, type Job, noEnd, type Run } from "./emulator.ts";

const FLASH_START = 0x10000000;
const RAM_START = 0x20000000;
/** Thumb code addresses have the lowest bit set. */
const THUMB = 1;

/** Runs an image in a Pico's flash, on its Cortex-M0+: instructions exact, cycles as of code in RAM. */
export function runRp2040(job: Job): Promise<Run> {
  const { elf, rows, width, answerWords, limit } = job;
  const mcu = new RP2040();
  for (const { address, bytes } of elf.segments) mcu.flash.set(bytes, address - FLASH_START);
  const memory = new DataView(mcu.sram.buffer, mcu.sram.byteOffset);
  const vectors = new DataView(mcu.flash.buffer, mcu.flash.byteOffset);
  const { core } = mcu;
  core.VTOR = FLASH_START;
  core.SP = vectors.getUint32(0, true);
  core.PC = vectors.getUint32(4, true) & ~THUMB;
  const codeAt = (name: string) => addressOf(elf, name) & ~THUMB;
  const wait = codeAt("port_wait");
  const exit = codeAt("port_exit");
  const rowAt = addressOf(elf, "harness_row") - RAM_START;
  const outAt = addressOf(elf, "harness_out") - RAM_START;
  const counted = elf.symbols.has("mark_begin");
  const begin = counted ? codeAt("mark_begin") : -1;
  const end = counted ? codeAt("mark_end") : -1;
  const total = rows.length / width;
  const answers = new Uint32Array(total * answerWords);
  const meter = new CallMeter();
  const done = (row: number, failure: string): Run => ({
    answers: answers.subarray(0, Math.max(0, row) * answerWords),
    failure,
  });
  let row = -1;
  let latest = limit;
  return inSlices((steps) => {
    for (; steps > 0 && core.cycles < latest; steps--) {
      if (core.PC === wait) {
        for (let i = 0; row >= 0 && i < answerWords; i++)
          answers[row * answerWords + i] = memory.getUint32(outAt + 4 * i, true);
        row++;
        latest = core.cycles + limit;
        if (row === total) return { answers, ...meter.result() };
        for (let i = 0; i < width; i++)
          memory.setUint32(rowAt + 4 * i, rows[row * width + i]!, true);
      } else if (core.PC === begin) meter.begin(core.cycles, core.SP);
      else if (core.PC === end) meter.end(core.cycles);
      else if (core.PC === exit) return done(row, "the core took a fault");
      core.executeInstruction();
      meter.sees(core.SP);
    }
    return core.cycles < latest ? undefined : done(row, noEnd(limit));
  });
}
