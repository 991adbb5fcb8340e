import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { Problems } from "../core/diagnostics/diagnostic.ts";
import { CONFIG_FILE, type Config, readConfig } from "../core/settings/config.ts";
import { readText } from "./files.ts";

/** A config file with its paths made absolute. */
export interface OpenedConfig extends Config {
  readonly path: string;
}

/** The named config file, or the one in the folder; undefined where neither is. @throws DiagnosticError */
export function openConfig(cwd: string, named: string | undefined): OpenedConfig | undefined {
  const path = resolve(cwd, named ?? CONFIG_FILE);
  if (named === undefined && !existsSync(path)) return undefined;
  const folder = dirname(path);
  const config = readConfig(readText(path), basename(path));
  const models = config.models.map(({ name, model, out, settings }) => ({
    name,
    model: resolve(folder, model),
    out: resolve(folder, out ?? name),
    settings: settings.scaler
      ? { ...settings, scaler: resolve(folder, settings.scaler) }
      : settings,
  }));
  const problems = new Problems(basename(path));
  for (const [i, { name, out }] of models.entries()) {
    const before = models.slice(0, i).find((each) => each.out === out);
    if (before === undefined) continue;
    problems.add("config/same-folder", { first: before.name, second: name, folder: out });
  }
  problems.throwIfErrors();
  return { ...config, models, path };
}
