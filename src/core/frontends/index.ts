import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { parseJsonDocument } from "../containers/json.ts";
import { DiagnosticError, fail, Problems } from "../diagnostics/diagnostic.ts";
import type { Model } from "../ir/model.ts";
import { attachScaler as attach } from "./attach-scaler.ts";
import { detect } from "./detect.ts";
import {
  type Candidate,
  DEFAULT_READ_OPTIONS,
  type FrontEnd,
  type ReadOptions,
  type Scaler,
  type SourceFile,
} from "./frontend.ts";
import { failUnknown } from "./looks-like.ts";

/** Reads a model file of any known format. @throws DiagnosticError with all that is wrong. */
export function readModel(file: SourceFile, options: Partial<ReadOptions> = {}): Model {
  return inFile(file, () => {
    const candidate = open(file);
    const frontEnd = frontEndOf(candidate);
    if (options.iterations !== undefined && !frontEnd.takesIterations) {
      fail("model/no-iterations", { what: `a file of ${frontEnd.title}` });
    }
    checkSelect(frontEnd, options);
    return frontEnd.readModel(candidate, complete(options), new Problems(file.name));
  });
}

/** Reads a scaler, or a pipeline of scalers, saved on its own. @throws DiagnosticError */
export function readScaler(file: SourceFile, options: Partial<ReadOptions> = {}): Scaler {
  return inFile(file, () => {
    const candidate = open(file);
    const frontEnd = frontEndOf(candidate);
    if (!frontEnd.readScaler) fail("scaler/no-scaler", { found: `a file of ${frontEnd.title}` });
    checkSelect(frontEnd, options);
    const scaler = frontEnd.readScaler(candidate, complete(options), new Problems(file.name));
    return { ...scaler, origin: { file: file.name, sha256: candidate.sha256 } };
  });
}

/** How a model is to be read whose rows a scaler gives. */
export function givenBy({
  type,
  sparse = false,
}: Scaler): Pick<ReadOptions, "referenceDtype" | "sparse"> {
  return { referenceDtype: type, sparse };
}

/**
 * The model, read as `givenBy` says, with the scaler before it.
 * @throws DiagnosticError where they do not fit.
 */
export function attachScaler(model: Model, scaler: Scaler): Model {
  return attach(model, scaler, new Problems(model.origin.file));
}

function checkSelect({ holdsSeveral, title }: FrontEnd, { select }: Partial<ReadOptions>): void {
  if (select === undefined || holdsSeveral) return;
  fail("input/one-model", { what: `a file of ${title} holds one model` });
}

function complete(options: Partial<ReadOptions>): ReadOptions {
  return { ...DEFAULT_READ_OPTIONS, ...options };
}

function open(file: SourceFile): Candidate {
  const { bytes } = file;
  if (bytes.length === 0) fail("input/empty", {});
  let parsed: { readonly document: unknown } | undefined;
  return {
    file,
    sha256: bytesToHex(sha256(bytes)),
    get json() {
      parsed ??= { document: parseJsonDocument(bytes) };
      return parsed.document;
    },
  };
}

function frontEndOf(candidate: Candidate): FrontEnd {
  const found = detect(candidate);
  if (found) return found;
  return failUnknown(candidate.file.bytes, candidate.json);
}

/** Names the file in every diagnostic that does not. */
function inFile<T>(file: SourceFile, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(error.diagnostics.map((d) => ({ file: file.name, ...d })));
  }
}
