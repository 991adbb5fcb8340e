import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";

const ENVIRONMENTS = ".venv-fixtures";

/**
 * Python of a virtual environment with what a file of requirements pins, made on first use and
 * filled again when the file changes. Python 3.11, or the one that the file's first line asks for.
 */
export async function pythonEnvironment(name: string, requirements: string): Promise<string> {
  const folder = join(ENVIRONMENTS, name);
  const python = join(folder, "bin", "python");
  const installed = join(folder, "requirements.txt");
  const wanted = readFileSync(requirements, "utf8");
  const release = /^# python (3\.\d+)/.exec(wanted)?.[1] ?? "3.11";
  if (!existsSync(python)) await $`python${release} -m venv ${folder}`;
  if (existsSync(installed) && readFileSync(installed, "utf8") === wanted) return python;
  // XGBoost's wheels ask for CUDA libraries of 200 MB that no fixture needs.
  await $`${python} -m pip install --quiet --no-deps --only-binary :all: -r ${requirements}`;
  writeFileSync(installed, wanted);
  return python;
}
