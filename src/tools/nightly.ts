/**
 * `npm run nightly [-- <vitest filters>]`: the whole suite with properties tried from a random seed
 * and MLC_RUNS (20) times as often, and the full conformance matrix in place of its pairs; then,
 * without filters, 300 models of the trainers and 20,000 damaged files a reader, from the same seed.
 * A run is repeated by the line it prints first.
 */
import { randomInt } from "node:crypto";
import { $ } from "zx";

const seed = process.env.MLC_SEED ?? String(randomInt(2 ** 31));
const runs = process.env.MLC_RUNS ?? "20";
const filters = process.argv.slice(2);
const again = `MLC_SEED=${seed} MLC_RUNS=${runs} npm run nightly${[" --", ...filters].join(" ").replace(/ --$/, "")}`;

console.log(again);
$.env = { ...process.env, MLC_SEED: seed, MLC_RUNS: runs, MLC_NIGHTLY: "1" };
$.preferLocal = true;
$.nothrow = true;
$.stdio = "inherit";

// Long runs are the point: no test is stopped for its time.
const codes = [(await $`vitest run --testTimeout=0 ${filters}`).exitCode];
if (filters.length === 0) {
  codes.push((await $`npm run test:trainers -- --models 300 --from ${seed}`).exitCode);
  codes.push((await $`npm run fuzz -- --seed ${seed}`).exitCode);
}
if (codes.some((code) => code !== 0)) {
  console.log(`to repeat: ${again}`);
  process.exitCode = 1;
}
