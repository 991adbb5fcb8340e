/**
 * One batch of damaged files, in a process of its own: batch.ts READER SEED CASES FILE. Each case is
 * written to FILE before it is read, so that it is there when the process is killed.
 */
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { mutantsOf } from "../support/mutants/mutants.ts";
import { READERS } from "../support/mutants/readers.ts";
import { survive } from "../support/mutants/survive.ts";

const [name, seed, cases, file] = process.argv.slice(2);
const reader = READERS.find((one) => one.name === name);
if (!reader) throw new Error(`no reader ${name}`);
const ends = { model: 0, diagnostics: 0 };
let slowest = 0;
fc.assert(
  fc.property(mutantsOf(reader), ({ bytes }) => {
    writeFileSync(file!, bytes);
    const start = performance.now();
    ends[survive(bytes)]++;
    slowest = Math.max(slowest, performance.now() - start);
  }),
  // Without shrinking, the last file written is the one that failed.
  { numRuns: Number(cases), seed: Number(seed), endOnFailure: true },
);
console.log(JSON.stringify({ ...ends, slowest }));
