import { fail } from "../diagnostics/diagnostic.ts";
import type { FileIdentity } from "../ir/model.ts";
import type { PackageFacts } from "../options.ts";
import { fromManifestOptions } from "../settings/settings.ts";
import type { Settings } from "../settings/table.ts";
import { MANIFEST_FORMAT, MANIFEST_VERSION } from "./manifest.ts";

/** What another run needs of a package's manifest. */
export interface Manifest {
  readonly name: string;
  readonly model: FileIdentity;
  /** Where a scaler was attached. */
  readonly scaler?: FileIdentity;
  readonly settings: Settings;
  readonly packageFacts: PackageFacts;
  /** SHA-256 by path, of text with CRLF read as LF. */
  readonly files: Readonly<Record<string, string>>;
}

/** Whether a text could be a manifest; cheap. */
export function looksLikeManifest(text: string): boolean {
  return text.startsWith("{") && text.includes(`"format": "${MANIFEST_FORMAT}"`);
}

/** Reads `<name>.mlc.json`. @throws DiagnosticError for anything else. */
export function readManifest(text: string, file: string): Manifest {
  const no = (because: string): never => fail("package/no-manifest", { because }, { file });
  const document = parse(text) ?? no("it is not a JSON object");
  if (document.format !== MANIFEST_FORMAT) no(`its format is not ${MANIFEST_FORMAT}`);
  if (document.version !== MANIFEST_VERSION) {
    no(`it has version ${document.version}, this mlc reads ${MANIFEST_VERSION}`);
  }
  const { name, model, scaler, files } = document;
  const options = isObject(document.options) ? document.options : no("it has no options");
  if (typeof name !== "string") no("it has no name");
  if (!isIdentity(model)) no("it does not say which model file");
  if (!isHashes(files)) no("it has no list of files");
  return {
    name: name as string,
    model: model as FileIdentity,
    ...(isIdentity(scaler) ? { scaler } : {}),
    settings: fromManifestOptions(options),
    packageFacts: isObject(options.package) ? options.package : {},
    files: files as Record<string, string>,
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isIdentity(value: unknown): value is FileIdentity {
  return isObject(value) && typeof value.file === "string" && typeof value.sha256 === "string";
}

/** Paths stay inside the package: nothing else may be touched on a manifest's word. */
function isHashes(value: unknown): value is Record<string, string> {
  if (!isObject(value)) return false;
  return Object.entries(value).every(
    ([path, hash]) =>
      typeof hash === "string" &&
      !path.startsWith("/") &&
      !path.includes("\\") &&
      !path.includes(":") &&
      !path.split("/").includes(".."),
  );
}
