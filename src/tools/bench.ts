/**
 * `npm run bench`: whole runs of the built command line (build first), with their peak memory, and
 * what they should stay below. Judges nothing: the numbers are for people.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { printTable } from "../core/text/table.ts";
import { seededRandom } from "../core/verify/random.ts";
import { syntheticLightgbm } from "./synthetic-lightgbm.ts";
import { syntheticXgboost } from "./synthetic-xgboost.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const FIXTURES = fileURLToPath(new URL("../../test/fixtures/", import.meta.url));

/** Runs inside the measured process; maxRSS is in kB on every system, times in microseconds. */
const REPORT_USAGE = `
import { writeSync } from "node:fs";
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(3, JSON.stringify([maxRSS * 1024, (userCPUTime + systemCPUTime) / 1e6]));
});`;

interface Run {
  readonly seconds: number;
  /** All threads together; on an idle machine about `seconds`, on a busy one the fairer number. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly stderr: string;
}

async function run(words: readonly string[]): Promise<Run> {
  const flag = `--import=data:text/javascript,${encodeURIComponent(REPORT_USAGE)}`;
  const started = performance.now();
  const { stdio, stderr } = await execa(process.execPath, [flag, MAIN, ...words], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const seconds = (performance.now() - started) / 1000;
  const [peakBytes, cpuSeconds] = JSON.parse(String(stdio[3])) as [number, number];
  return { seconds, cpuSeconds, peakBytes, stderr: String(stderr) };
}

interface Benchmark {
  readonly what: string;
  readonly runs: number;
  readonly target: string;
  readonly words: readonly string[];
  /** What to show of the median run; its seconds where absent. */
  readonly show?: (run: Run) => string;
}

const ROWS = 200_000;
const FEATURES = 10;

/** Files that the benchmarks need, made in `folder`. */
function prepare(folder: string): readonly Benchmark[] {
  const large = join(folder, "large.json");
  const huge = join(folder, "huge.json");
  const small = join(folder, "small.json");
  const text = join(folder, "text.txt");
  const rows = join(folder, "rows.csv");
  writeFileSync(large, syntheticXgboost({ trees: 1000, depth: 8, features: 40, seed: 1 }));
  writeFileSync(huge, syntheticXgboost({ trees: 2800, depth: 8, features: 40, seed: 4 }));
  writeFileSync(small, syntheticXgboost({ trees: 100, depth: 6, features: FEATURES, seed: 2 }));
  writeFileSync(text, syntheticLightgbm({ trees: 8700, depth: 7, features: 40, seed: 3 }));
  writeFileSync(rows, csvRows());
  const compile = (model: string) => [
    ...["compile", model, "--target", "generic", "--name", "m"],
    ...["--out", join(folder, "out"), "--no-verify", "--force"],
  ];
  return [
    { what: "mlc --help", runs: 9, target: "150 ms", words: ["--help"] },
    {
      what: "compile digits_rf100 (100 unbounded trees)",
      runs: 5,
      target: "2 s",
      words: compile(join(FIXTURES, "digits_rf100/model.joblib")),
    },
    {
      what: "inspect XGBoost JSON of 100 MB, 2,800 trees",
      runs: 3,
      target: "6 s, 2 GB",
      words: ["inspect", huge],
    },
    {
      what: "compile XGBoost, 1,000 trees of depth 8",
      runs: 3,
      target: "10 s, 1.5 GB",
      words: compile(large),
    },
    {
      what: "inspect LightGBM text of 100 MB",
      runs: 3,
      target: "read in 6 s, 2 GB",
      words: ["inspect", text],
    },
    {
      what: `predict ${ROWS.toLocaleString("en")} rows, 100 trees of depth 6`,
      runs: 3,
      target: "predict in 1 s",
      words: ["predict", small, "--data", rows, "--out", join(folder, "out.csv"), "--timing"],
      show: ({ seconds, stderr }) => `${secondsText(seconds)} (${phasesOf(stderr)})`,
    },
  ];
}

function csvRows(): string {
  const random = seededRandom(3);
  const names = Array.from({ length: FEATURES }, (_, i) => `f${i}`);
  const line = () => names.map(() => random().toFixed(4)).join(",");
  return `${[names.join(","), ...Array.from({ length: ROWS }, line)].join("\n")}\n`;
}

/** "parse 0.31 s, predict 0.82 s, write 0.20 s", from what --timing prints. */
function phasesOf(stderr: string): string {
  return /rows: (.*)/.exec(stderr)?.[1] ?? "no phases";
}

function secondsText(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(2)} s`;
}

async function measure({ what, runs, target, words, show }: Benchmark): Promise<readonly string[]> {
  const all: Run[] = [];
  for (let i = 0; i < runs; i++) all.push(await run(words));
  const median = all.sort((a, b) => a.seconds - b.seconds)[runs >> 1]!;
  const peak = Math.max(...all.map(({ peakBytes }) => peakBytes));
  const time = show?.(median) ?? secondsText(median.seconds);
  const cpu = secondsText(median.cpuSeconds);
  return [what, String(runs), `${Math.round(peak / 1e6)} MB`, cpu, target, time];
}

const folder = mkdtempSync(join(tmpdir(), "mlc-bench-"));
try {
  const lines: (readonly string[])[] = [];
  for (const benchmark of prepare(folder)) lines.push(await measure(benchmark));
  const head = ["what", "runs", "peak", "cpu", "below", "median"];
  for (const line of printTable(head, lines, { right: [1, 2, 3] })) console.log(line);
} finally {
  rmSync(folder, { recursive: true });
}
