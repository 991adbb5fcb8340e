import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Facts } from "../backends/c/facts.ts";
import type { GeneratedFile } from "../backends/c/package.ts";
import type { Model } from "../ir/model.ts";
import type { CompileOptions } from "../options.ts";
import { type Plan, treesOf } from "../plan/plan.ts";
import type { Target } from "../targets/find-target.ts";

export const MANIFEST_FORMAT = "mlc-manifest";
export const MANIFEST_VERSION = 1;

interface ManifestContext {
  readonly name: string;
  readonly source: Model;
  readonly plan: Plan;
  readonly options: CompileOptions;
  readonly target: Target;
  readonly facts: Facts;
  readonly files: readonly GeneratedFile[];
  readonly mlcVersion: string;
}

/**
 * `<name>.mlc.json`: what the package was made from and how, and a hash of each file. Keys sorted,
 * one file a line; nothing that another machine would write differently.
 */
export function toManifest(context: ManifestContext): string {
  const { name, source, plan, options, target, facts, files, mlcVersion } = context;
  const { origin } = source;
  const document = {
    estimate: { board: target.board.id, ...plan.estimate },
    facts,
    files: Object.fromEntries(
      [...files]
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .map((file) => [file.path, hashText(file.text)]),
    ),
    format: MANIFEST_FORMAT,
    mlc: mlcVersion,
    model: {
      estimator: origin.estimator,
      file: origin.file,
      library: origin.library,
      sha256: origin.sha256,
      version: origin.version,
    },
    name,
    ...(origin.scaler ? { scaler: origin.scaler } : {}),
    options: { ...options, board: target.board.id, name },
    plan: {
      encoding: plan.encoding,
      inputType: plan.inputType,
      layout: plan.body.layout,
      leaves: { kind: plan.leaves.kind, type: plan.leaves.type },
      missing: plan.missing,
      outputs: plan.outputs,
      sums: plan.sum.kind,
      trees: treesOf(plan),
    },
    version: MANIFEST_VERSION,
  };
  return `${toAscii(JSON.stringify(sortKeys(document), null, 2))}\n`;
}

/** JSON text with other characters than ASCII escaped, as in every file of a package. */
function toAscii(json: string): string {
  return json.replace(
    /[^\n\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** SHA-256 with CRLF read as LF, so that a Windows checkout stays fresh. */
export function hashText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text.replaceAll("\r\n", "\n"))));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
