/**
 * `npm run fixtures [-- name ...]`: trains and saves the models under test/fixtures again, with
 * their trainers' own predictions. Each file of scripts/requirements names one release of one
 * library, with all it depends on, and gets a virtual environment under .venv-fixtures; `name`
 * picks some of them, or "ml-cart".
 * The six given models (bc_*, diabetes_gbr, digits_*, noise_*) stay as they are.
 */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { $, argv } from "zx";
import { pythonEnvironment } from "./python-environment.ts";

const FIXTURES = "test/fixtures";
const SCRIPTS = join(FIXTURES, "scripts");
const NEWEST_SKLEARN = "sklearn-1.9.1";

const environments = readdirSync(join(SCRIPTS, "requirements")).map((file) =>
  basename(file, ".txt"),
);
const names = argv._.length > 0 ? argv._.map(String) : ["ml-cart", ...environments];

$.verbose = true;
// Python would leave __pycache__ beside the scripts.
$.env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };

for (const name of names) {
  if (name === "ml-cart") await $`npx tsx ${join(SCRIPTS, "write-ml-cart.ts")} ${FIXTURES}`;
  else if (environments.includes(name)) await writeWithPython(name);
  else throw new Error(`no such fixtures: ${name}; known: ml-cart, ${environments.join(", ")}`);
}

async function writeWithPython(name: string): Promise<void> {
  const requirements = join(SCRIPTS, "requirements", `${name}.txt`);
  const python = await pythonEnvironment(name, requirements);
  const script = join(SCRIPTS, `write-${name.split("-")[0]}.py`);
  await $`${python} ${script} ${FIXTURES} ${name === NEWEST_SKLEARN ? ["--newest"] : []}`;
  await $`${python} ${join(SCRIPTS, "write-refused.py")} ${FIXTURES} ${name}`;
}
