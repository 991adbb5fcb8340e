import { CallMeter } from "./call-meter.ts";
import { addressOf } from "./elf.ts";
import { inSlices, type Job, noEnd, type Run } from "./emulator.ts";

/** A core in this process, which takes one instruction after the other. */
export interface SteppedCore {
  /** So far; what `Job.limit` counts. */
  readonly cycles: () => number;
  readonly programCounter: () => number;
  readonly stackPointer: () => number;
  readonly step: () => void;
  /** The memory in which the image has its data. */
  readonly memory: DataView;
  /** Where the image's code and data stand, by the address that its symbol has. */
  readonly codeAt: (address: number) => number;
  readonly dataAt: (address: number) => number;
}

/** Gives the harness one row after the other where it waits for one, and takes its answers. */
export function stepRows(job: Job, core: SteppedCore): Promise<Run> {
  const { elf, rows, width, answerWords, limit } = job;
  const { memory, cycles, programCounter, stackPointer, step } = core;
  const codeOf = (name: string) =>
    elf.symbols.has(name) ? core.codeAt(addressOf(elf, name)) : NOWHERE;
  const wait = core.codeAt(addressOf(elf, "port_wait"));
  const exit = codeOf("port_exit");
  const begin = codeOf("mark_begin");
  const end = codeOf("mark_end");
  const rowAt = core.dataAt(addressOf(elf, "harness_row"));
  const outAt = core.dataAt(addressOf(elf, "harness_out"));
  const total = rows.length / width;
  const answers = new Uint32Array(total * answerWords);
  const meter = new CallMeter();
  let row = -1;
  let latest = limit;
  const failed = (failure: string): Run => ({
    answers: answers.subarray(0, Math.max(0, row) * answerWords),
    failure,
  });
  return inSlices((steps) => {
    for (; steps > 0 && cycles() < latest; steps--) {
      const at = programCounter();
      if (at === wait) {
        for (let i = 0; row >= 0 && i < answerWords; i++)
          answers[row * answerWords + i] = memory.getUint32(outAt + 4 * i, true);
        row++;
        latest = cycles() + limit;
        if (row === total) return { answers, ...meter.result() };
        for (let i = 0; i < width; i++)
          memory.setUint32(rowAt + 4 * i, rows[row * width + i]!, true);
      } else if (at === begin) meter.begin(cycles(), stackPointer());
      else if (at === end) meter.end(cycles());
      else if (at === exit) return failed("the core took a fault");
      step();
      meter.sees(stackPointer());
    }
    return cycles() < latest ? undefined : failed(noEnd(limit));
  });
}

const NOWHERE = -1;
