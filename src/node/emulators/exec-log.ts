import { createReadStream } from "node:fs";
import { execa } from "execa";
import { CallMeter } from "./call-meter.ts";

/**
 * Counts a guest's instructions by QEMU's log of executed blocks, each block being one instruction.
 * The log takes 72 bytes an instruction.
 */
export async function logOptions(program: string, log: string): Promise<readonly string[]> {
  const { stdout } = await execa(program, ["--version"], { reject: false });
  const [, major = "0", minor = "0"] = /version (\d+)\.(\d+)/.exec(String(stdout)) ?? [];
  const renamed = Number(major) * 100 + Number(minor) >= 801;
  const single = renamed ? ["-accel", "tcg,one-insn-per-tb=on"] : ["-singlestep"];
  return [...single, "-d", "exec,nochain", "-D", log];
}

/** Instructions of each call between the markers, an empty call taken off. */
export async function countCalls(
  log: string,
  { begin, end }: { readonly begin: number; readonly end: number },
): Promise<readonly number[]> {
  const meter = new CallMeter();
  let executed = 0;
  let rest = "";
  for await (const chunk of createReadStream(log, { encoding: "latin1", highWaterMark: 1 << 20 })) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const address = addressIn(line);
      if (address === undefined) continue;
      if (address === begin) meter.begin(executed, 0);
      else if (address === end) meter.end(executed);
      executed++;
    }
  }
  return meter.result().counts ?? [];
}

/** "Trace 0: 0x7f.. [00800400/00000a84/00000110/ff000201] name": the second number in brackets. */
function addressIn(line: string): number | undefined {
  if (!line.startsWith("Trace")) return undefined;
  const from = line.indexOf("/", line.indexOf("[")) + 1;
  return Number.parseInt(line.slice(from, line.indexOf("/", from)), 16);
}
