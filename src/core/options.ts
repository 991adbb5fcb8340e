import type { Iterations } from "./frontends/iterations.ts";
import type { EncodingId } from "./plan/encodings/encoding.ts";
import type { InputType, LayoutId, OutputsWanted } from "./plan/plan.ts";

/** What a compile can be told. Every field has its command-line flag of the same name. */
export interface CompileOptions {
  /** Framework id, such as "arduino" or "esp-idf". */
  readonly target: string;
  /** Board id; the framework's default where absent. */
  readonly board?: string;
  /** C identifier that prefixes every symbol; derived from the model or its file where absent. */
  readonly name?: string;
  /** Semantic version of the model's package. */
  readonly modelVersion: string;
  readonly inputType: InputType;
  readonly missing: "auto" | "exact" | "finite";
  readonly sums: "auto" | "exact" | "certified" | "bounded";
  readonly layout?: LayoutId;
  readonly encoding?: EncodingId;
  readonly optimize: "size" | "speed" | "balanced";
  readonly outputs: OutputsWanted;
  /** Largest error of a raw score under bounded sums, instead of the default rule. */
  readonly maxError?: number;
  /** Bytes. */
  readonly maxFlash?: number;
  readonly maxRam?: number;
  readonly maxStack?: number;
  /** Of one prediction; instructions on cores whose cycles are not known. */
  readonly maxCycles?: number;
  readonly style: "split" | "header";
  /** Feature names in column order, instead of the model's. */
  readonly features?: readonly string[];
  readonly referenceDtype: "float64" | "float32";
  /** Path of the model, and of the scaler, in a file that holds several. */
  readonly select?: string;
  readonly scalerSelect?: string;
  /** Which boosting iterations were read, where somebody chose. */
  readonly iterations?: Iterations;
  /** Free text for the header ("2026-11-20"); none by default, so that bytes do not depend on it. */
  readonly date?: string;
  /** Facts for package manifests. */
  readonly package: PackageFacts;
}

export interface PackageFacts {
  readonly author?: string;
  readonly maintainer?: string;
  readonly url?: string;
  /** SPDX identifier. */
  readonly license?: string;
}

export const DEFAULT_OPTIONS: Omit<CompileOptions, "target"> = {
  modelVersion: "1.0.0",
  inputType: "f32",
  missing: "auto",
  sums: "auto",
  optimize: "balanced",
  outputs: "all",
  style: "split",
  referenceDtype: "float64",
  package: {},
};
