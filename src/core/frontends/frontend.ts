import type { Problems } from "../diagnostics/diagnostic.ts";
import type { Column, Feature, FileIdentity, Model, TrainingMissing } from "../ir/model.ts";
import type { FloatType } from "../ir/number-type.ts";
import type { Iterations } from "./iterations.ts";

/** A file as it came: its base name and its bytes. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadOptions {
  /**
   * The dtype that the reference `predict` is given the device's numbers in. Only scalers differ:
   * float64 runs them in double, float32 rounds at each step.
   */
  readonly referenceDtype: FloatType;
  /** Do rows come as SciPy matrices, which leave zeros out? XGBoost takes these for missing. */
  readonly sparse?: boolean;
  /** Most bytes that a compressed container may inflate to. */
  readonly maxInflated: number;
  /** Absent: what the trainer would do. */
  readonly iterations?: Iterations;
  /** Path of the model, or scaler, in a file that holds several. */
  readonly select?: string;
}

export const DEFAULT_READ_OPTIONS: ReadOptions = { referenceDtype: "f64", maxInflated: 2 ** 29 };

/** What a file is judged by: bytes, plus the parse that several readers would repeat. */
export interface Content {
  readonly file: SourceFile;
  /** The parsed document if the bytes are JSON (Python's NaN and Infinity allowed), else undefined. */
  readonly json: unknown;
}

/** A file on its way to a reader; `sha256` is of the bytes as they are on disk. */
export interface Candidate extends Content {
  readonly sha256: string;
}

/** A fitted transformer, or pipeline of them, saved apart from the model that it feeds. */
export interface Scaler {
  readonly transformers: readonly string[];
  /** What it is given: the columns of the data. */
  readonly features: readonly Feature[];
  /** Whether feature names are the trainer's. */
  readonly named: boolean;
  /** What it gives: the columns of the model. */
  readonly columns: readonly Column[];
  /** Their dtype, and whether they come as a SciPy matrix. */
  readonly type: FloatType;
  readonly sparse?: boolean;
  /** What it shows of missing values in training. */
  readonly missing?: TrainingMissing;
  readonly notes: readonly string[];
  /** Where it was read from. */
  readonly origin?: FileIdentity;
}

/**
 * Reads one trainer's files. The trainer's quirks (rounding, tie rules, order of sums, class rules
 * per release) end here, as plain IR.
 */
export interface FrontEnd {
  readonly id: string;
  /** For messages and `--help`: "scikit-learn joblib or pickle". */
  readonly title: string;
  /** Set where the reader applies `ReadOptions.iterations`, or refuses it itself. */
  readonly takesIterations?: true;
  /** Set where files may hold several models, and the reader applies `ReadOptions.select`. */
  readonly holdsSeveral?: true;
  /**
   * Judged by content, never by the file's extension; must be cheap and never throw. The document
   * may be only its beginning.
   */
  recognises(content: Content): boolean;
  /** Throws `DiagnosticError`, with everything found wrong. */
  readModel(candidate: Candidate, options: ReadOptions, problems: Problems): Model;
  readScaler?(candidate: Candidate, options: ReadOptions, problems: Problems): Scaler;
}
