import { fail, Problems } from "../diagnostics/diagnostic.ts";
import type { PackageFacts } from "../options.ts";
import { nearest } from "../text/nearest.ts";
import { parseSettings } from "./parse.ts";
import { mergeSettings } from "./settings.ts";
import { SETTINGS, type Settings } from "./table.ts";

export const CONFIG_FILE = "mlc.config.json";

/** What mlc.config.json says; paths as written, relative to the file's folder. */
export interface Config {
  readonly packageFacts: PackageFacts;
  readonly models: readonly ConfigModel[];
}

export interface ConfigModel {
  /** The entry's key, which names the package. */
  readonly name: string;
  readonly model: string;
  readonly out?: string;
  readonly settings: Settings;
}

export const PACKAGE_KEYS: readonly (keyof PackageFacts)[] = [
  "author",
  "maintainer",
  "url",
  "license",
];

const SETTING_KEYS = SETTINGS.map(({ key }) => key);

/** Reads the config file's text. @throws DiagnosticError with every fault in it. */
export function readConfig(text: string, file: string): Config {
  const problems = new Problems(file);
  const document = objectOf(parse(text, file), "", problems);
  checkKeys(document, ["$schema", "package", "models"], "", problems);
  const packageFacts = objectOf(document.package, "package", problems);
  checkKeys(packageFacts, PACKAGE_KEYS, "package", problems);
  for (const key of PACKAGE_KEYS) textAt(packageFacts, key, "package", problems);
  const models = Object.entries(objectOf(document.models, "models", problems)).map(
    ([name, entry]) => readModelEntry(name, objectOf(entry, `models.${name}`, problems), problems),
  );
  problems.throwIfErrors();
  return { packageFacts, models };
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    fail("config/syntax", { cause: (error as Error).message }, { file });
  }
}

function readModelEntry(name: string, entry: JsonObject, problems: Problems): ConfigModel {
  const path = `models.${name}`;
  checkKeys(entry, ["model", "out", "pinned", ...SETTING_KEYS], path, problems);
  const pinned = objectOf(entry.pinned, `${path}.pinned`, problems);
  checkKeys(pinned, SETTING_KEYS, `${path}.pinned`, problems);
  const model = textAt(entry, "model", path, problems);
  if (entry.model === undefined) problems.add("config/no-model-file", { name }, path);
  const out = textAt(entry, "out", path, problems);
  return {
    name,
    model: model ?? "",
    ...(out === undefined ? {} : { out }),
    // What `tune` found gives way to what a person wrote.
    settings: mergeSettings(
      { name },
      parseSettings(pinned, { by: "key", path: `${path}.pinned` }, problems),
      parseSettings(entry, { by: "key", path }, problems),
    ),
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function objectOf(value: unknown, at: string, problems: Problems): JsonObject {
  if (value === undefined && at !== "") return {};
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  problems.add("config/wrong-type", { expected: "an object" }, at);
  return {};
}

function textAt(object: JsonObject, key: string, path: string, problems: Problems) {
  const value = object[key];
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  problems.add("config/wrong-type", { expected: "text" }, `${path}.${key}`);
  return undefined;
}

function checkKeys(
  object: JsonObject,
  known: readonly string[],
  path: string,
  problems: Problems,
): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key)) continue;
    const at = path === "" ? key : `${path}.${key}`;
    problems.add("config/unknown-key", { key, near: nearest(key, known).slice(0, 3) }, at);
  }
}
