import { toCount } from "../../core/text/numbers.ts";
import { breathe } from "../interrupt.ts";
import type { Elf } from "./elf.ts";

/** A linked harness with its package, and the rows to give it. */
export interface Job {
  readonly elf: Elf;
  /** Path of the image, and a folder that the run may write to. */
  readonly image: string;
  readonly folder: string;
  /** Row-major 32-bit words, `width` a row. */
  readonly rows: Uint32Array;
  readonly width: number;
  /** Words of an answer. */
  readonly answerWords: number;
  /** Instructions (cycles) of one row after which a run is given up. */
  readonly limit: number;
}

/** What one image answered. */
export interface Run {
  /** `answerWords` a row, for as many rows as were answered. */
  readonly answers: Uint32Array;
  /** Of each row's call of the model, an empty call taken off; where the image was built to count. */
  readonly counts?: readonly number[];
  /** Deepest stack of a call, in bytes; where the emulator sees it. */
  readonly stack?: number;
  /** How it ended, if not well: a fault, a limit, a timeout. */
  readonly failure?: string;
}

/** Instructions between two looks at what else is due, some hundredths of a second. */
const SLICE = 1 << 20;

/** Runs an emulator in this process so that signals and timers have their turn; `run` ends with a result. */
export async function inSlices(run: (steps: number) => Run | undefined): Promise<Run> {
  for (;;) {
    const ended = run(SLICE);
    if (ended !== undefined) return ended;
    await breathe();
  }
}

export function noEnd(limit: number): string {
  return `no end after ${toCount(limit)} cycles of one row`;
}
