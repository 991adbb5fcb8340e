/**
 * `npm run test:trainers [-- --models N] [--from SEED] [--seed SEED]`: trains small random models
 * with the real libraries and compares them with mlc's reader, evaluators, plan and compiled C. Seeds
 * count up from SEED (0); --seed replays one. A model that fails is made simpler
 * as long as it fails, and saved as a fixture.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findHostCompiler } from "../../src/node/host-compiler.ts";
import { pythonEnvironment } from "../../src/tools/python-environment.ts";
import { checkModel, type Verdict } from "./check-model.ts";
import { saveSimplest } from "./save-simplest.ts";
import { startTrainer, type Trained, type Trainer } from "./trainer-process.ts";

const { values } = parseArgs({
  options: {
    models: { type: "string", default: "60" },
    seed: { type: "string" },
    from: { type: "string", default: "0" },
    save: { type: "string", default: join(import.meta.dirname, "../fixtures") },
    "no-save": { type: "boolean", default: false },
  },
});

interface Outcome {
  readonly seed: number;
  readonly trained: Trained;
  readonly verdict: Verdict;
}

const seeds = chooseSeeds();
const requirements = join(import.meta.dirname, "requirements.txt");
const python = await pythonEnvironment("trainers", requirements);
const compiler = await findHostCompiler();
if (!compiler) console.log("no C compiler: compiled C is not compared");
const folder = mkdtempSync(join(tmpdir(), "mlc-trainers-"));
const outcomes: Outcome[] = [];
const uncompared: number[] = [];
try {
  const pending = [...seeds];
  const lanes = Math.min(availableParallelism(), 4, seeds.length);
  await Promise.all(Array.from({ length: lanes }, (_, lane) => work(pending, lane)));
} finally {
  rmSync(folder, { recursive: true });
}
summarise(outcomes);

function chooseSeeds(): readonly number[] {
  if (values.seed !== undefined) return [Number(values.seed)];
  const count = Number(values.models);
  const first = Number(values.from);
  console.log(`seeds ${first} to ${first + count - 1}`);
  return Array.from({ length: count }, (_, i) => first + i);
}

async function work(pending: number[], lane: number): Promise<void> {
  const trainer = startTrainer(python);
  const own = mkdtempSync(join(folder, `${lane}-`));
  try {
    for (let seed = pending.shift(); seed !== undefined; seed = pending.shift()) {
      const compared = await compare(seed, own, trainer).catch((error: Error) => error);
      if (compared instanceof Error) {
        uncompared.push(seed);
        console.log(`FAIL seed ${seed}: ${compared.stack}`);
        continue;
      }
      const { trained, verdict } = compared;
      report({ seed, trained, verdict });
      if (verdict.kind !== "failed" || values["no-save"]) continue;
      const failing = { seed, trained, verdict };
      const place = await saveSimplest(failing, {
        trainer,
        compiler,
        folder: own,
        save: values.save,
      });
      console.log(`     saved as ${place}; replay: npm run test:trainers -- --seed ${seed}`);
    }
  } finally {
    trainer.stop();
  }
}

async function compare(seed: number, own: string, trainer: Trainer) {
  const trained = await trainer.train(seed, own);
  return { trained, verdict: await checkModel(seed, trained, own, { trainer, compiler }) };
}

function report(outcome: Outcome): void {
  outcomes.push(outcome);
  const { seed, trained, verdict } = outcome;
  const mark = { same: "ok  ", refused: "ref ", failed: "FAIL" }[verdict.kind];
  const model = trained.choices.model!.value;
  const [file] = trained.files;
  const end = verdict.kind === "same" ? `${verdict.rows} rows` : "";
  console.log(`${mark} seed ${seed}: ${model}, ${file} ${end}`.trimEnd());
  if (verdict.kind === "refused") console.log(`     ${verdict.code}, as it is to be`);
  if (verdict.kind !== "failed") return;
  console.log(`     ${verdict.stage}, ${verdict.rows.length} rows`);
  for (const line of verdict.what.slice(0, 4)) console.log(`     ${line}`);
}

function summarise(all: readonly Outcome[]): void {
  const count = (kind: Verdict["kind"]) => all.filter(({ verdict }) => verdict.kind === kind);
  const rows = all.reduce((n, { verdict }) => n + (verdict.kind === "same" ? verdict.rows : 0), 0);
  const refused = count("refused");
  for (const { seed, verdict } of refused) {
    if (verdict.kind === "refused") console.log(`refused: seed ${seed}, ${verdict.code}`);
  }
  const failed = [...count("failed").map(({ seed }) => seed), ...uncompared];
  const failures = failed.join(", ");
  console.log(
    `${count("same").length} models alike on ${rows.toLocaleString("en")} rows, ` +
      `${refused.length} refused, ${failed.length} failed${failures ? `: seeds ${failures}` : ""}`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}
