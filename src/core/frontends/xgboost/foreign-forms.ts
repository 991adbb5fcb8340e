import { fail } from "../../diagnostics/diagnostic.ts";
import type { Candidate } from "../frontend.ts";

/** Files that XGBoost writes and that are not its JSON model. */
type ForeignForm = "dump" | "ubjson" | "old-binary";

/** Judges by the first bytes, or by the shape of the JSON document. */
export function foreignForm({ file, json }: Candidate): ForeignForm | undefined {
  if (json !== undefined) return isJsonDump(json) ? "dump" : undefined;
  const start = String.fromCharCode(...file.bytes.subarray(0, 64));
  if (/^(?:booster\[\d+\]:\r?\n)?0:(?:\[[^\]]{1,48}|leaf=)/.test(start)) return "dump";
  if (start.startsWith("{L\0\0\0\0\0\0\0\u0007learner")) return "ubjson";
  if (start.startsWith("binf")) return "old-binary";
  return undefined;
}

/** `dump_model(dump_format="json")`: an array of nested nodes with ids. */
function isJsonDump(json: unknown): boolean {
  const first: unknown = Array.isArray(json) ? json[0] : undefined;
  return typeof first === "object" && first !== null && Object.hasOwn(first, "nodeid");
}

export function refuseForeignForm(form: ForeignForm): never {
  if (form === "dump") fail("xgboost/lossy-dump", {});
  const format = form === "ubjson" ? "UBJSON" : "the binary form that XGBoost 3.1 dropped";
  fail("xgboost/binary-model", { format });
}
