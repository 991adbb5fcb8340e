/**
 * `npm run costs [-- cores...]`: builds small probe packages with each core's own compiler and flags,
 * links them with and without their functions, runs them on the core's emulator, and fits the weights
 * of `targets/cores/<core>.json` to what they took. Takes minutes a core.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { resources } from "../core/resources.generated.ts";
import type { Core, CostTable } from "../core/targets/target.ts";
import { compilerFor } from "../node/emulators/cross-build.ts";
import { type Bench, type Measured, measureProbe } from "./costs/measure.ts";
import { probes } from "./costs/probes.ts";
import { errorsOf, weightsFrom } from "./costs/table.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The board that stands for a core, whose flags and emulator are taken. */
const BOARDS: Readonly<Record<string, string>> = {
  avr: "uno",
  "cortex-m0plus": "pico",
  "cortex-m3": "bluepill-f103",
  "cortex-m4f": "nucleo-f401",
  "cortex-m7": "nucleo-f767",
  rv32imc: "esp32-c3",
  rv32ec: "ch32v003",
  "xtensa-lx106": "esp8266",
};

/**
 * Cores whose packages are another's, instruction by instruction or nearly so. The ESP32's are built
 * by a GCC that no package archive has: GCC for the nearest core says more of them than clang. The
 * host has no emulator that would count, and takes what has an FPU for doubles as it does.
 */
const ALIKE: Readonly<Record<string, string>> = {
  "cortex-m33": "cortex-m4f",
  rv32imac: "rv32imc",
  "xtensa-lx6": "xtensa-lx106",
  "xtensa-lx7": "xtensa-lx106",
  "xtensa-lx7-nofpu": "xtensa-lx106",
  host: "cortex-m7",
};

/** Probes in work at a time. */
const WORKERS = 2;

async function measureAll(bench: Bench): Promise<readonly Measured[]> {
  const list = probes();
  const found: (Measured | undefined)[] = [];
  let next = 0;
  async function work(): Promise<void> {
    while (next < list.length) {
      const number = next++;
      found[number] = await measureProbe(list[number]!, bench);
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work));
  return found.filter((each) => each !== undefined);
}

/** The compiler and the emulator as they name their versions. */
async function versionsOf({ core, emulator }: Bench): Promise<readonly string[]> {
  const firstLine = async (program: string) => {
    const { stdout } = await execa(program, ["--version"]);
    return stdout.split("\n")[0]!;
  };
  const compiler = await firstLine(compilerFor(core, emulator));
  if (emulator === undefined) return [compiler];
  if (emulator.kind === "qemu")
    return [compiler, await firstLine(`qemu-system-${emulator.system}`)];
  const file = join(ROOT, "node_modules", emulator.kind, "package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return [compiler, `${emulator.kind} ${version}`];
}

async function measureCore(core: Core): Promise<void> {
  const board = resources.targets.boards[BOARDS[core.id]!]!;
  const emulator = board.emulator ?? core.emulator;
  const bench: Bench = { core, board, ...(emulator ? { emulator } : {}) };
  const probed = await measureAll(bench);
  const weights = weightsFrom(probed);
  const unit = emulator?.kind === "qemu" ? "instructions" : "cycles";
  const measured = [...(await versionsOf(bench)), `${probed.length} probes`];
  writeCosts(core.id, { unit, measured, weights });
  const { root, outside } = errorsOf(probed, weights);
  const error = `flash within ${root.toFixed(2)} tolerances (root mean square), ${outside} outside`;
  console.log(`${core.id}: ${probed.length} probes, ${error}`);
}

/** Takes the table that is in the file of another core. */
function copyCosts(id: string, from: string): void {
  const { costs } = readCore(from);
  writeCosts(id, { ...costs, measured: [`as ${from}`] });
}

type CoreFile = Pick<Core, "costs">;

function readCore(id: string): CoreFile {
  return JSON.parse(readFileSync(pathOf(id), "utf8")) as CoreFile;
}

function writeCosts(id: string, costs: Omit<CostTable, "stack">): void {
  const file = readCore(id);
  const { stack } = file.costs;
  writeFileSync(pathOf(id), `${JSON.stringify({ ...file, costs: { ...costs, stack } })}\n`);
}

function pathOf(id: string): string {
  return join(ROOT, "targets/cores", `${id}.json`);
}

const named = process.argv.slice(2);
const ids = named.length > 0 ? named : [...Object.keys(BOARDS), ...Object.keys(ALIKE)];
for (const id of ids) {
  if (id in ALIKE) copyCosts(id, ALIKE[id]!);
  else await measureCore(resources.targets.cores[id]!);
}
await execa("npx", ["biome", "check", "--write", "targets/cores"], { cwd: ROOT });
