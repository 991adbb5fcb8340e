import { resolve } from "node:path";
import { fail } from "../core/diagnostics/diagnostic.ts";
import type { PackageFacts } from "../core/options.ts";
import { CONFIG_FILE } from "../core/settings/config.ts";
import { mergeSettings } from "../core/settings/settings.ts";
import type { Settings } from "../core/settings/table.ts";
import { openConfig } from "../node/config.ts";
import { type Invocation, settingsOf } from "./command.ts";

/** One package to build. */
export interface CompileJob {
  /** The `<model>`: a path, or "-". */
  readonly argument: string;
  readonly settings: Settings;
  readonly packageFacts: PackageFacts;
  /** As given, or absolute; decided by the package's name where absent. */
  readonly out?: string;
}

/**
 * What a compile is to build: the model given, the config's entry of that name, or without an
 * argument everything in the config. Flags win over the config.
 */
export function compileJobs(invocation: Invocation, cwd: string): readonly CompileJob[] {
  const { words, options } = invocation;
  const flags = settingsOf(invocation);
  const [argument] = words;
  const config = openConfig(cwd, options.config as string | undefined);
  const packageFacts = config?.packageFacts ?? {};
  const out = options.out as string | undefined;
  if (out === "-" || out === "") {
    const expected = "a folder (a package is several files)";
    fail("options/bad-value", { option: "--out", value: out, expected, near: [] });
  }
  const entries = (config?.models ?? []).filter(
    ({ name }) => argument === undefined || name === argument,
  );
  if (argument !== undefined && entries.length === 0) {
    return [{ argument, settings: flags, packageFacts, ...(out === undefined ? {} : { out }) }];
  }
  if (config === undefined) fail("config/nothing-to-build", { file: CONFIG_FILE });
  if (entries.length === 0) fail("config/no-models", {}, { file: CONFIG_FILE });
  if (out !== undefined && entries.length > 1) {
    fail("command/conflict", { first: "--out", second: "several models in the config" });
  }
  return entries.map((entry) => ({
    argument: entry.model,
    settings: mergeSettings(entry.settings, flags),
    packageFacts,
    out: out === undefined ? entry.out! : resolve(cwd, out),
  }));
}
