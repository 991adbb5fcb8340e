/**
 * `npm run bench`: detection of a file's format in this process, then whole runs of the built command
 * line (build first), with their peak memory, and what they should stay below. Judges nothing: the
 * numbers are for people.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { parseJsonDocument } from "../core/containers/json.ts";
import { detect } from "../core/frontends/detect.ts";
import { printTable } from "../core/text/table.ts";
import { type BenchFiles, ROWS, writeBenchFiles } from "./bench-files.ts";

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

function benchmarks(files: BenchFiles, folder: string): readonly Benchmark[] {
  const compile = (model: string) => [
    ...["compile", model, "--target", "generic", "--name", "m"],
    ...["--out", join(folder, "out"), "--no-verify", "--force"],
  ];
  const inspect = (what: string, model: string, target: string): Benchmark => {
    const megabytes = Math.round(statSync(model).size / 1e6);
    return { what: `inspect ${what}, ${megabytes} MB`, runs: 3, target, words: ["inspect", model] };
  };
  return [
    { what: "mlc --help", runs: 9, target: "150 ms", words: ["--help"] },
    {
      what: "compile digits_rf100 (100 unbounded trees)",
      runs: 5,
      target: "2 s",
      words: compile(join(FIXTURES, "digits_rf100/model.joblib")),
    },
    {
      what: "compile XGBoost, 1,000 trees of depth 8",
      runs: 3,
      target: "10 s, 1.5 GB",
      words: compile(files.medium),
    },
    inspect("XGBoost JSON", files.json, "read in 6 s, 2 GB"),
    inspect("the same as UBJSON", files.ubjson, "read in 6 s, 2 GB"),
    inspect("LightGBM text", files.text, "read in 6 s, 2 GB"),
    inspect("joblib forest", files.joblib, "read in 3 s"),
    inspect("the same with compress=3", files.packed, "read in 3 s"),
    {
      what: `predict ${ROWS.toLocaleString("en")} rows, 100 trees of depth 6`,
      runs: 3,
      target: "predict in 1 s",
      words: [
        "predict",
        files.small,
        "--data",
        files.rows,
        "--out",
        join(folder, "out.csv"),
        "--timing",
      ],
      show: ({ seconds, stderr }) => `${secondsText(seconds)} (${phasesOf(stderr)})`,
    },
  ];
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

/**
 * From the bytes in memory to the front-end that will read them, nothing of it kept: the first time,
 * when nothing is warm, and the median.
 */
function measureDetection(path: string): readonly string[] {
  const file = { name: basename(path), bytes: new Uint8Array(readFileSync(path)) };
  let id: string | undefined;
  const times = Array.from({ length: 9 }, () => {
    const started = performance.now();
    id = detect({
      file,
      get json() {
        return parseJsonDocument(file.bytes);
      },
    })?.id;
    return performance.now() - started;
  });
  const [first] = times;
  const median = times.sort((a, b) => a - b)[4]!;
  const time = `${median.toFixed(2)} ms (first ${first!.toFixed(2)} ms)`;
  return [`detect ${file.name} as ${id}`, "9", "", "", "50 ms", time];
}

const folder = mkdtempSync(join(tmpdir(), "mlc-bench-"));
try {
  const files = await writeBenchFiles(folder);
  const { json, ubjson, text, joblib, packed } = files;
  const lines = [json, ubjson, text, joblib, packed].map(measureDetection);
  for (const benchmark of benchmarks(files, folder)) lines.push(await measure(benchmark));
  const head = ["what", "runs", "peak", "cpu", "below", "median"];
  for (const line of printTable(head, lines, { right: [1, 2, 3] })) console.log(line);
} finally {
  rmSync(folder, { recursive: true });
}
