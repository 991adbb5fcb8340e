import { looksLikeUbjson } from "../../containers/ubjson.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Content } from "../frontend.ts";

/** Files that XGBoost writes and that are no model mlc can read. */
type ForeignForm = "dump" | "configuration" | "old-binary";

/** Judges by the first bytes, or by the shape of the JSON document. */
export function foreignForm({ file, json }: Content): ForeignForm | undefined {
  if (isJsonDump(json)) return "dump";
  if (isConfiguration(json)) return "configuration";
  if (json !== undefined) return undefined;
  if (isOldBinary(file.bytes)) return "old-binary";
  return /^(?:booster\[\d+\]:\r?\n)?0:(?:\[[^\]]{1,48}|leaf=)/.test(textAt(file.bytes, 0, 64))
    ? "dump"
    : undefined;
}

/** UBJSON whose first key is one that XGBoost's documents begin with. */
export function isUbjsonModel(bytes: Uint8Array): boolean {
  return looksLikeUbjson(bytes) && /^(?:learner|version|Config)[{[]/.test(textAt(bytes, 10, 8));
}

/** What stands before the names of objective and booster: numbers of fixed width. */
const HEADER_BYTES = 136;

/**
 * The binary form of releases up to 3.0: `binf` (1.0 and later), a header of numbers, then the
 * objective as a text after its length. States of pickles up to 1.2 have an offset before it.
 */
export function isOldBinary(bytes: Uint8Array): boolean {
  if (/^(?:binf|CONFIG-offset:)/.test(textAt(bytes, 0, 16))) return true;
  const [length = 0, ...rest] = bytes.subarray(HEADER_BYTES, HEADER_BYTES + 8);
  const name = textAt(bytes, HEADER_BYTES + 8, Math.min(length, 40));
  return rest.every((byte) => byte === 0) && /^[a-z]+:[a-z_]+$/.test(name);
}

function textAt(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}

/** `dump_model(dump_format="json")`: an array of nested nodes with ids. */
function isJsonDump(json: unknown): boolean {
  const first: unknown = Array.isArray(json) ? json[0] : undefined;
  return typeof first === "object" && first !== null && Object.hasOwn(first, "nodeid");
}

/** `save_config()`: parameters without trees, in the shape of a model's document. */
function isConfiguration(json: unknown): boolean {
  const learner: unknown = keyOf(json, "learner");
  return keyOf(learner, "learner_train_param") !== undefined;
}

function keyOf(json: unknown, key: string): unknown {
  const isObject = typeof json === "object" && json !== null && Object.hasOwn(json, key);
  return isObject ? (json as Readonly<Record<string, unknown>>)[key] : undefined;
}

export function refuseForeignForm(form: ForeignForm, at?: string): never {
  if (form === "dump") fail("xgboost/lossy-dump", {});
  if (form === "configuration") fail("xgboost/configuration", {});
  fail("xgboost/binary-model", {}, at === undefined ? {} : { at });
}
