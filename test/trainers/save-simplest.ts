import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { HostCompiler } from "../../src/node/host-compiler.ts";
import type { Vectors } from "../support/fixtures.ts";
import { checkModel, type Verdict } from "./check-model.ts";
import type { Trained, Trainer } from "./trainer-process.ts";

type Failed = Extract<Verdict, { kind: "failed" }>;

interface Failing {
  readonly seed: number;
  readonly trained: Trained;
  readonly verdict: Failed;
}

interface Means {
  readonly trainer: Trainer;
  readonly compiler: HostCompiler | undefined;
  /** Where the trainer writes models. */
  readonly folder: string;
  /** The folder of fixtures. */
  readonly save: string;
}

/** Most trainings spent on one failing model. */
const ATTEMPTS = 80;

/** Rows of a saved fixture: those that show the fault, and some that do not. */
const FAILING_ROWS = 20;
const OTHER_ROWS = 60;

/**
 * Takes one option after the other to a simpler value as long as the model fails at the same stage,
 * and saves what is left as a fixture. Gives its folder.
 */
export async function saveSimplest(found: Failing, means: Means): Promise<string> {
  const { seed } = found;
  const { trainer, folder } = means;
  const indices = (trained: Trained) =>
    Object.fromEntries(Object.entries(trained.choices).map(([name, { index }]) => [name, index]));
  let best = found;
  let attempts = 0;
  const tried = new Set<string>();
  const fails = async (given: Readonly<Record<string, number>>): Promise<boolean> => {
    const key = JSON.stringify(given);
    if (tried.has(key) || attempts++ >= ATTEMPTS) return false;
    tried.add(key);
    const next = await trainAgain(seed, given, means);
    if (!next || next.verdict.stage !== found.verdict.stage) return false;
    best = next;
    return true;
  };
  for (let simpler = true; simpler; ) {
    simpler = false;
    for (const name of Object.keys(best.trained.choices)) {
      const index = best.trained.choices[name]?.index ?? 0;
      if (name === "model" || index === 0) continue;
      for (const smaller of new Set([0, index >> 1, index - 1])) {
        if (!(await fails({ ...indices(best.trained), [name]: smaller }))) continue;
        simpler = true;
        break;
      }
    }
  }
  // The files on disk are those of the last attempt.
  await trainer.train(seed, folder, indices(best.trained));
  return writeFixture(best, means);
}

async function trainAgain(
  seed: number,
  given: Readonly<Record<string, number>>,
  means: Means,
): Promise<Failing | undefined> {
  try {
    const trained = await means.trainer.train(seed, means.folder, given);
    const verdict = await checkModel(seed, trained, means.folder, means);
    return verdict.kind === "failed" ? { seed, trained, verdict } : undefined;
  } catch {
    // A simpler model that cannot be trained shows nothing.
    return undefined;
  }
}

function writeFixture({ seed, trained, verdict }: Failing, { folder, save }: Means): string {
  const { facts, files, choices } = trained;
  const place = join(save, `${facts.reader}-${facts.version}-found-${seed}`);
  mkdirSync(place, { recursive: true });
  for (const file of files) copyFileSync(join(folder, file), join(place, file));
  const others = verdict.vectors.rows
    .map((_, row) => row)
    .filter((row) => !verdict.rows.includes(row));
  const chosen = [
    ...verdict.rows.slice(0, FAILING_ROWS),
    ...others.filter((_, i) => i % Math.ceil(others.length / OTHER_ROWS) === 0),
  ];
  writeFileSync(join(place, "vectors.csv.gz"), gzipSync(csvOf(verdict.vectors, chosen)));
  const options = Object.fromEntries(
    Object.entries(choices).map(([name, { value }]) => [name, value]),
  );
  const { reader, library, version, estimator, exceptions, ...more } = facts;
  const fixture = {
    ...{ reader, library, version, estimator, seed, options, files, ...more },
    rows: { "that failed": Math.min(verdict.rows.length, FAILING_ROWS), all: chosen.length },
    failed: { stage: verdict.stage, what: verdict.what.slice(0, 5) },
    exceptions,
  };
  writeFileSync(join(place, "fixture.json"), `${JSON.stringify(fixture, undefined, 2)}\n`);
  return basename(place);
}

function csvOf(
  { features, rows, raw, p, v, predictions }: Vectors,
  chosen: readonly number[],
): string {
  const names = (prefix: string, table: readonly Float64Array[]) =>
    Array.from(table[0] ?? [], (_, i) => `${prefix}${i}`);
  const head = [
    ...features,
    ...names("raw", raw),
    ...names("p", p),
    ...names("v", v),
    "prediction",
  ];
  const lines = chosen.map((row) => [
    ...[rows, raw, p, v].flatMap((table) => Array.from(table[row]!, numberText)),
    quoted(predictions[row]!),
  ]);
  return `${[head, ...lines].map((cells) => cells.join(",")).join("\n")}\n`;
}

function numberText(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  return Object.is(x, -0) ? "-0.0" : String(x);
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
