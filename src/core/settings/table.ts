import { DEFAULT_READ_OPTIONS } from "../frontends/frontend.ts";
import { type CompileOptions, DEFAULT_OPTIONS } from "../options.ts";
import { ENCODINGS } from "../plan/encodings/encoding.ts";
import { LAYOUTS } from "../plan/layouts/layout.ts";

/**
 * Everything a user can set, whether by flag, in mlc.config.json or through a package's manifest.
 * Paths are as the user wrote them.
 */
export type Settings = Partial<Omit<CompileOptions, "package">> & {
  readonly scaler?: string;
  /** Bytes. */
  readonly maxInflated?: number;
};

export type SettingKey = keyof Settings;

/** How a value is written, and what it becomes. */
export type SettingKind =
  /** One word or path. */
  | "text"
  /** One of `choices`. */
  | "choice"
  /** Bytes, "32k" or "1M" (of 1024) included. */
  | "bytes"
  | "number"
  /** A whole number above 0, or one of `choices`. */
  | "count"
  /** A semantic version. */
  | "version"
  /** "a,b,c", or an array in a config file. */
  | "names";

/** Which part of a command line a setting belongs to. */
export type SettingGroup = "model" | "codegen" | "budget";

export interface Setting {
  readonly key: SettingKey;
  readonly group: SettingGroup;
  readonly kind: SettingKind;
  /** What `--help` shows in place of the value. */
  readonly placeholder: string;
  readonly choices?: readonly string[];
  readonly help: string;
}

/**
 * The one list of settings: flags, config keys, completion, `--help`, schema and the canonical
 * command follow from it, in this order.
 */
export const SETTINGS: readonly Setting[] = [
  {
    key: "target",
    group: "codegen",
    kind: "text",
    placeholder: "framework",
    help: "kind of package: esp-idf, arduino, stm32, zephyr, pico, platformio, generic",
  },
  {
    key: "board",
    group: "codegen",
    kind: "text",
    placeholder: "id",
    help: "board to price and place constants for; mlc targets lists them",
  },
  {
    key: "name",
    group: "codegen",
    kind: "text",
    placeholder: "identifier",
    help: "prefix of every C symbol, and name of the package",
  },
  {
    key: "modelVersion",
    group: "codegen",
    kind: "version",
    placeholder: "semver",
    help: "version of the package",
  },
  {
    key: "inputType",
    group: "codegen",
    kind: "choice",
    placeholder: "type",
    choices: ["f32", "i8", "u8", "i16", "u16", "i32"],
    help: "type of the features on the device",
  },
  {
    key: "missing",
    group: "codegen",
    kind: "choice",
    placeholder: "policy",
    choices: ["auto", "exact", "finite"],
    help: "NaN: as the trainer treats it, or assumed away",
  },
  {
    key: "sums",
    group: "codegen",
    kind: "choice",
    placeholder: "rule",
    choices: ["auto", "exact", "certified", "bounded"],
    help: "how leaves are added up",
  },
  {
    key: "maxError",
    group: "codegen",
    kind: "number",
    placeholder: "number",
    help: "largest error of a raw score under bounded sums",
  },
  {
    key: "layout",
    group: "codegen",
    kind: "choice",
    placeholder: "id",
    choices: Object.keys(LAYOUTS),
    help: "how trees are stored, instead of mlc's choice",
  },
  {
    key: "encoding",
    group: "codegen",
    kind: "choice",
    placeholder: "id",
    choices: Object.keys(ENCODINGS),
    help: "how features are compared, instead of mlc's choice",
  },
  {
    key: "optimize",
    group: "codegen",
    kind: "choice",
    placeholder: "goal",
    choices: ["size", "speed", "balanced"],
    help: "what the plan is chosen for",
  },
  {
    key: "outputs",
    group: "codegen",
    kind: "choice",
    placeholder: "what",
    choices: ["class", "probability", "decision", "all"],
    help: "which functions a classifier has",
  },
  {
    key: "style",
    group: "codegen",
    kind: "choice",
    placeholder: "style",
    choices: ["split", "header"],
    help: "header and source, or one self-contained header",
  },
  {
    key: "date",
    group: "codegen",
    kind: "text",
    placeholder: "text",
    help: "date for the header; none by default, so that bytes do not depend on the day",
  },
  {
    key: "maxFlash",
    group: "budget",
    kind: "bytes",
    placeholder: "bytes",
    help: "most flash for the model, such as 32k",
  },
  {
    key: "maxRam",
    group: "budget",
    kind: "bytes",
    placeholder: "bytes",
    help: "most RAM and stack for the model",
  },
  {
    key: "maxStack",
    group: "budget",
    kind: "bytes",
    placeholder: "bytes",
    help: "most stack of a call",
  },
  {
    key: "maxCycles",
    group: "budget",
    kind: "number",
    placeholder: "count",
    help: "most cycles of a prediction; instructions, where only these are known",
  },
  {
    key: "scaler",
    group: "model",
    kind: "text",
    placeholder: "file",
    help: "scaler saved apart from the model",
  },
  {
    key: "select",
    group: "model",
    kind: "text",
    placeholder: "path",
    help: "which model, where the file holds several",
  },
  {
    key: "scalerSelect",
    group: "model",
    kind: "text",
    placeholder: "path",
    help: "which scaler, where the scaler's file holds several",
  },
  {
    key: "features",
    group: "model",
    kind: "names",
    placeholder: "a,b,c",
    help: "feature names in column order, instead of the model's",
  },
  {
    key: "referenceDtype",
    group: "model",
    kind: "choice",
    placeholder: "dtype",
    choices: ["float64", "float32"],
    help: "dtype that the trainer's predict is given the device's numbers in",
  },
  {
    key: "iterations",
    group: "model",
    kind: "count",
    placeholder: "which",
    choices: ["best", "all"],
    help: "boosting iterations to predict with: to the best one, all, or the first so many",
  },
  {
    key: "maxInflated",
    group: "model",
    kind: "bytes",
    placeholder: "bytes",
    help: "most bytes that a compressed model file may inflate to",
  },
];

/** The setting's command-line flag: "--max-flash". */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What holds where nothing is said, as text; undefined where mlc decides by the model. */
export function defaultOf(key: SettingKey): string | undefined {
  if (key === "maxInflated") return String(DEFAULT_READ_OPTIONS.maxInflated);
  const value = (DEFAULT_OPTIONS as Settings)[key];
  return value === undefined ? undefined : String(value);
}
