/**
 * `npm run nightly [-- <vitest filters>]`: the whole suite with properties tried from a random seed
 * and MLC_RUNS (20) times as often, and the full conformance matrix in place of its pairs. A run is
 * repeated by the line it prints first.
 */
import { randomInt } from "node:crypto";
import { $ } from "zx";

const seed = process.env.MLC_SEED ?? String(randomInt(2 ** 31));
const runs = process.env.MLC_RUNS ?? "20";
const filters = process.argv.slice(2);
const again = `MLC_SEED=${seed} MLC_RUNS=${runs} npm run nightly${[" --", ...filters].join(" ").replace(/ --$/, "")}`;

console.log(again);
const env = { ...process.env, MLC_SEED: seed, MLC_RUNS: runs, MLC_NIGHTLY: "1" };
// Long runs are the point: no test is stopped for its time.
const { exitCode } = await $({
  env,
  nothrow: true,
  stdio: "inherit",
  preferLocal: true,
})`vitest run --testTimeout=0 ${filters}`;
if (exitCode !== 0) console.log(`to repeat: ${again}`);
process.exitCode = exitCode ?? 1;
