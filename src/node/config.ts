import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { CONFIG_FILE, type Config, readConfig } from "../core/settings/config.ts";
import { readText } from "./files.ts";

/** A config file with its paths made absolute. */
export interface OpenedConfig extends Config {
  readonly path: string;
}

/** The named config file, or the one in the folder; undefined where neither is. */
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
  return { ...config, models, path };
}
