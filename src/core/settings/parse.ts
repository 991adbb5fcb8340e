import type { Problems } from "../diagnostics/diagnostic.ts";
import { nearest } from "../text/nearest.ts";
import { isVersion, VERSION_FORM } from "../text/version.ts";
import { flagOf, SETTINGS, type Setting, type Settings } from "./table.ts";

/** Where a set of values was written, which decides how a fault in it is named. */
export type Written =
  /** On the command line: named by flag. */
  | { readonly by: "flag" }
  /** In a JSON file, below this path. */
  | { readonly by: "key"; readonly path: string };

/**
 * Typed settings from values as written: strings on a command line, JSON values in a file. Adds a
 * problem for each value that is not of its kind; keys that are no setting are left to the caller.
 */
export function parseSettings(
  values: Readonly<Record<string, unknown>>,
  written: Written,
  problems: Problems,
): Settings {
  const parsed: Record<string, unknown> = {};
  for (const setting of SETTINGS) {
    const value = values[setting.key];
    if (value === undefined) continue;
    const result = parseValue(setting, value);
    if (result !== undefined) parsed[setting.key] = result;
    else {
      const option = written.by === "flag" ? flagOf(setting.key) : setting.key;
      const facts = { option, value: textOf(value), expected: expectedOf(setting) };
      const near = nearest(textOf(value), setting.choices ?? []);
      const at = written.by === "key" ? `${written.path}.${setting.key}` : undefined;
      problems.add("options/bad-value", { ...facts, near }, at);
    }
  }
  return parsed as Settings;
}

function parseValue({ kind, choices }: Setting, value: unknown): unknown {
  switch (kind) {
    case "text":
      return typeof value === "string" && value !== "" ? value : undefined;
    case "choice":
      return typeof value === "string" && choices!.includes(value) ? value : undefined;
    case "bytes":
      return parseBytes(value);
    case "number": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) && number > 0
        ? number
        : undefined;
    }
    case "count":
      return typeof value === "string" && choices!.includes(value) ? value : parseCount(value);
    case "version":
      return typeof value === "string" && isVersion(value) ? value : undefined;
    case "names":
      return parseNames(value);
  }
}

/** Nine digits: within what trainers count in. */
function parseCount(value: unknown): number | undefined {
  return /^[1-9]\d{0,8}$/.test(String(value)) ? Number(value) : undefined;
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

function parseBytes(value: unknown): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([kmg]?)i?b?$/i.exec(String(value).trim()) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  const bytes = Math.floor(Number(digits) * UNITS[unit.toLowerCase()]!);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

function parseNames(value: unknown): readonly string[] | undefined {
  const names = typeof value === "string" ? value.split(",").map((name) => name.trim()) : value;
  if (!Array.isArray(names) || names.length === 0) return undefined;
  if (new Set(names).size < names.length) return undefined;
  return names.every((name) => typeof name === "string" && name !== "") ? names : undefined;
}

/** For diagnostics. */
export const NAMES_FORM = "different names separated by commas, none empty";

function expectedOf({ kind, choices }: Setting): string {
  switch (kind) {
    case "text":
      return "a word";
    case "choice":
      return choices!.join(", ");
    case "bytes":
      return "a size such as 32k, 1M or 40000";
    case "number":
      return "a number above 0";
    case "count":
      return `${choices!.join(", ")} or a whole number above 0`;
    case "version":
      return VERSION_FORM;
    case "names":
      return NAMES_FORM;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}
