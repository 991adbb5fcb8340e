import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { fail } from "../../core/diagnostics/diagnostic.ts";
import { addressOf } from "./elf.ts";
import type { Job, Run } from "./emulator.ts";
import { countCalls, logOptions } from "./exec-log.ts";

export interface QemuMachine {
  /** The emulator's suffix: "arm", "riscv32", "xtensa". */
  readonly system: string;
  readonly machine: string;
  readonly cpu?: string;
  readonly install?: string;
  /** More arguments, such as the absence of a firmware. */
  readonly arguments?: readonly string[];
}

/** Longer than any run of ours takes on a busy machine. */
const TIMEOUT_MS = 120_000;

/** Runs an image in QEMU; rows and answers are files of the run's folder, by semihosting. */
export async function runQemu(job: Job, spec: QemuMachine): Promise<Run> {
  const answersFile = join(job.folder, "answers.bin");
  rmSync(answersFile, { force: true });
  writeFileSync(
    join(job.folder, "rows.bin"),
    new Uint8Array(job.rows.buffer, job.rows.byteOffset, job.rows.byteLength),
  );
  const program = `qemu-system-${spec.system}`;
  const log = join(job.folder, "executed.log");
  const counted = job.elf.symbols.has("mark_begin");
  const result = await execa(
    program,
    [
      ...(counted ? await logOptions(program, log) : []),
      ...["-M", spec.machine, ...(spec.cpu ? ["-cpu", spec.cpu] : [])],
      ...["-nographic", "-monitor", "none", "-serial", "none", ...(spec.arguments ?? [])],
      ...["-semihosting-config", "enable=on,target=native", "-kernel", job.image],
    ],
    { cwd: job.folder, stdin: "ignore", reject: false, timeout: TIMEOUT_MS },
  );
  if (result.code === "ENOENT") {
    const { install = "" } = spec;
    fail("board/no-emulator", { emulator: program, install });
  }
  const answers = readAnswers(answersFile);
  if (!result.failed && counted) {
    // Thumb code addresses have the lowest bit set.
    const codeAt = (name: string) => addressOf(job.elf, name) & ~1;
    const markers = { begin: codeAt("mark_begin") >>> 0, end: codeAt("mark_end") >>> 0 };
    return { answers, counts: await countCalls(log, markers) };
  }
  if (!result.failed) return { answers };
  return { answers, failure: whyOf(result) };
}

function readAnswers(path: string): Uint32Array {
  try {
    const bytes = Uint8Array.from(readFileSync(path));
    return new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
  } catch {
    return new Uint32Array();
  }
}

/** The code that the start-up's fault handler ends with. */
const FAULT = 99;

function whyOf(result: {
  readonly timedOut: boolean;
  readonly exitCode?: number | undefined;
  readonly stderr?: unknown;
  readonly shortMessage?: string | undefined;
}): string {
  if (result.timedOut) return `no end after ${TIMEOUT_MS / 1000} s`;
  if (result.exitCode === FAULT) return "the core took a fault";
  return String(result.stderr ?? "").split("\n")[0] || (result.shortMessage ?? "ended badly");
}
