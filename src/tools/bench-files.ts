import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";
import { seededRandom } from "../core/verify/random.ts";
import { pythonEnvironment } from "./python-environment.ts";
import { syntheticLightgbm } from "./synthetic-lightgbm.ts";
import { syntheticXgboost } from "./synthetic-xgboost.ts";

const TRAINERS = "test/trainers";

export const ROWS = 200_000;
const FEATURES = 10;

/** Paths of the files that the benchmarks read. */
export interface BenchFiles {
  /** XGBoost: 100 MB of JSON, and the same model as UBJSON. */
  readonly json: string;
  readonly ubjson: string;
  /** LightGBM: 100 MB of text. */
  readonly text: string;
  /** scikit-learn: a forest of 50 MB, and the same compressed. */
  readonly joblib: string;
  readonly packed: string;
  /** XGBoost: 1,000 trees of depth 8; 100 trees of depth 6, and `ROWS` rows for them. */
  readonly medium: string;
  readonly small: string;
  readonly rows: string;
}

/** Writes them into `folder`: the synthetic ones here, the others by their libraries. */
export async function writeBenchFiles(folder: string): Promise<BenchFiles> {
  const files = {
    json: join(folder, "large.json"),
    ubjson: join(folder, "large.ubj"),
    text: join(folder, "large.txt"),
    joblib: join(folder, "forest.joblib"),
    packed: join(folder, "packed.joblib"),
    medium: join(folder, "medium.json"),
    small: join(folder, "small.json"),
    rows: join(folder, "rows.csv"),
  };
  writeFileSync(files.json, syntheticXgboost({ trees: 2800, depth: 8, features: 40, seed: 4 }));
  writeFileSync(files.text, syntheticLightgbm({ trees: 8700, depth: 7, features: 40, seed: 3 }));
  writeFileSync(files.medium, syntheticXgboost({ trees: 1000, depth: 8, features: 40, seed: 1 }));
  const small = syntheticXgboost({ trees: 100, depth: 6, features: FEATURES, seed: 2 });
  writeFileSync(files.small, small);
  writeFileSync(files.rows, csvRows());
  const python = await pythonEnvironment("trainers", join(TRAINERS, "requirements.txt"));
  await $`${python} ${join(TRAINERS, "save-large.py")} ${folder}`;
  return files;
}

function csvRows(): string {
  const random = seededRandom(3);
  const names = Array.from({ length: FEATURES }, (_, i) => `f${i}`);
  const line = () => names.map(() => random().toFixed(4)).join(",");
  return `${[names.join(","), ...Array.from({ length: ROWS }, line)].join("\n")}\n`;
}
