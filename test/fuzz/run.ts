/**
 * `npm run fuzz [-- --cases N] [--reader NAME] [--seed N] [--save FOLDER]`: N (20,000) damaged files
 * for each reader, in child processes that may take little memory and 60 s of processor time a batch.
 * A file that crashes, hangs or allocates without bounds is saved.
 */
import { randomInt } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { execa } from "execa";
import { READERS } from "../support/mutants/readers.ts";

/** Cases a process, which take a few seconds. */
const BATCH = 2000;
const SECONDS = 60;
/** Of the clock, on however busy a machine. */
const PATIENCE = 20 * SECONDS;
/** MB that the garbage collector manages; and of address space, of which Node itself takes 0.7 GB. */
const HEAP = 256;
const ADDRESSES = 1200;

const READERS_URL = pathToFileURL(join(import.meta.dirname, "../support/mutants/readers.ts"));

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "20000" },
    reader: { type: "string" },
    seed: { type: "string" },
    save: { type: "string", default: tmpdir() },
  },
});

interface Batch {
  readonly reader: string;
  readonly seed: number;
  readonly cases: number;
}

interface Ends {
  model: number;
  diagnostics: number;
  /** Milliseconds of the slowest case. */
  slowest: number;
}

const first = values.seed === undefined ? randomInt(2 ** 30) : Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), "mlc-fuzz-"));
const readers = READERS.map(({ name }) => name).filter((name) => name === (values.reader ?? name));
const total = Number(values.cases);
const pending: Batch[] = readers.flatMap((reader) =>
  Array.from({ length: Math.ceil(total / BATCH) }, (_, i) => ({
    reader,
    seed: first + i,
    cases: Math.min(BATCH, total - i * BATCH),
  })),
);
const program = join(folder, "batch.mjs");
await bundle();
const ends = new Map<string, Ends>();
let failures = 0;
console.log(`seed ${first}, ${total.toLocaleString("en")} cases a reader`);
try {
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));
} finally {
  rmSync(folder, { recursive: true });
}
for (const [reader, { model, diagnostics, slowest }] of ends) {
  const count = (model + diagnostics).toLocaleString("en");
  console.log(
    `${reader}: ${count} cases, ${model} models, ${diagnostics} refusals, slowest ${slowest.toFixed(0)} ms`,
  );
}
process.exitCode = failures === 0 ? 0 : 1;

/** One file of plain JavaScript: tsx itself would reserve more addresses than the limit. */
async function bundle(): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "batch.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    // Fixtures are found from where the readers' table stands.
    define: { "import.meta.url": JSON.stringify(String(READERS_URL)) },
  });
}

async function work(_: unknown, lane: number): Promise<void> {
  const file = join(folder, `case-${lane}`);
  for (let batch = pending.shift(); batch; batch = pending.shift()) {
    const { reader, seed, cases } = batch;
    const limited = `ulimit -v ${ADDRESSES * 1024} && ulimit -t ${SECONDS} && exec "$0" "$@"`;
    const words = [`--max-old-space-size=${HEAP}`, program, reader];
    const result = await execa(
      "sh",
      ["-c", limited, process.execPath, ...words, String(seed), String(cases), file],
      { reject: false, timeout: PATIENCE * 1000, killSignal: "SIGKILL" },
    );
    const hung = result.timedOut || /^SIG(XCPU|KILL)$/.test(result.signal ?? "");
    if (result.failed) fail(batch, file, hung, String(result.stderr));
    else add(reader, JSON.parse(String(result.stdout)));
  }
}

function fail({ reader, seed }: Batch, file: string, hung: boolean, stderr: string): void {
  failures++;
  const kept = join(values.save, `mlc-fuzz-${reader.replaceAll(" ", "-")}-${seed}`);
  if (existsSync(file)) copyFileSync(file, kept);
  console.log(`FAIL ${reader}: ${hung ? `${SECONDS} s` : "crash"}; the file is ${kept}`);
  console.log(`     npm run fuzz -- --reader "${reader}" --seed ${seed} --cases ${BATCH}`);
  const cause = stderr.slice(Math.max(0, stderr.indexOf("[cause]")));
  console.log(cause.split("\n").slice(0, 5).join("\n"));
}

function add(reader: string, more: Ends): void {
  const so = ends.get(reader) ?? { model: 0, diagnostics: 0, slowest: 0 };
  ends.set(reader, {
    model: so.model + more.model,
    diagnostics: so.diagnostics + more.diagnostics,
    slowest: Math.max(so.slowest, more.slowest),
  });
}
