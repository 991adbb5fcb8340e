/**
 * `npm run nightly [-- <vitest filters>]`: the whole suite with properties tried from a random seed
 * and MLC_RUNS (20) times as often, and the full conformance matrix in place of its pairs; then,
 * without filters, 300 models of the trainers and 20,000 damaged files a reader, from the same seed.
 * A run is repeated by the line it prints first. However it ends, it leaves no temporary files but
 * the damaged ones that a reader failed on.
 */
import { randomInt } from "node:crypto";
import { tmpdir } from "node:os";
import { interruptible } from "../node/interrupt.ts";
import { runInGroup, temporaryIn } from "../node/process-group.ts";
import { makeWorkFolder } from "../node/work-folder.ts";

const seed = process.env.MLC_SEED ?? String(randomInt(2 ** 31));
const runs = process.env.MLC_RUNS ?? "20";
const filters = process.argv.slice(2);
const again = `MLC_SEED=${seed} MLC_RUNS=${runs} npm run nightly${[" --", ...filters].join(" ").replace(/ --$/, "")}`;

/** Long runs are the point: no test is stopped for its time. */
const suite = ["vitest", "run", "--testTimeout=0", ...filters];
const others = [
  ["tsx", "test/trainers/run.ts", "--models", "300", "--from", seed],
  ["tsx", "test/fuzz/run.ts", "--seed", seed, "--save", tmpdir()],
];

console.log(again);
const folder = makeWorkFolder();
// Folder and running part are gone by what listens for the end of this process.
await interruptible(runAll, () => {});
folder.dispose();

async function runAll(): Promise<void> {
  const ended: string[] = [];
  for (const part of filters.length === 0 ? [suite, ...others] : [suite]) {
    const start = performance.now();
    const exitCode = await run(part);
    const minutes = ((performance.now() - start) / 60_000).toFixed(0);
    ended.push(`${part.join(" ")}: exit code ${exitCode} after ${minutes} min`);
    if (exitCode !== 0) process.exitCode = 1;
  }
  console.log(ended.join("\n"));
  if (process.exitCode) console.log(`to repeat: ${again}`);
}

async function run([command, ...words]: readonly string[]): Promise<number> {
  const env = { MLC_SEED: seed, MLC_RUNS: runs, MLC_NIGHTLY: "1", ...temporaryIn(folder.path) };
  const stdio = ["ignore", "inherit", "inherit"] as const;
  const { exitCode = 1 } = await runInGroup(command!, words, { env, stdio, preferLocal: true });
  return exitCode;
}
