import { parseJsonDocument } from "../../containers/json.ts";
import { DiagnosticError } from "../../diagnostics/diagnostic.ts";
import type { ModelInfo } from "./source-model.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

export function asRecord(value: unknown): JsonRecord {
  return typeof value === "object" && value !== null ? (value as JsonRecord) : {};
}

export function ownValue(record: JsonRecord, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A list, empty where there is none. */
export function listAt(record: JsonRecord, key: string): readonly unknown[] {
  const value = ownValue(record, key);
  return Array.isArray(value) ? value : [];
}

/** An object of the metadata, which may be there as JSON text; an empty one where it is missing. */
export function sectionOf(info: ModelInfo, key: string): JsonRecord {
  const value = info(key);
  if (typeof value !== "string") return asRecord(value);
  try {
    return asRecord(parseJsonDocument(new TextEncoder().encode(value)));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const places = error.diagnostics.map(({ at }) => [`model_info.${key}`, at].filter(Boolean));
    throw new DiagnosticError(
      error.diagnostics.map((found, i) => ({ ...found, at: places[i]!.join(", ") })),
    );
  }
}

/** Name of the loss, "" where the file has none; `sum_models` writes it apart from `params`. */
export function lossOf(info: ModelInfo): string {
  const named = ownValue(sectionOf(info, "params"), "loss_function");
  const loss = named === undefined ? sectionOf(info, "loss_function") : asRecord(named);
  const type = ownValue(loss, "type");
  return typeof type === "string" ? type : "";
}

/** Wheels of 1.2 say which release they are; earlier ones name a commit. */
export function versionOf(info: ModelInfo): string {
  const text = info("catboost_version_info");
  if (typeof text !== "string") return "";
  return /^ {0,8}Branch: tags\/v(\d{1,4}(?:\.\d{1,4}){1,3})$/m.exec(text)?.[1] ?? "";
}
