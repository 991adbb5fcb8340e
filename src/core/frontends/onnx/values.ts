import type { Column, Labels, Step } from "../../ir/model.ts";
import type { Ensemble } from "./ensemble.ts";
import type { Tensor } from "./tensor.ts";

/** What a name in the graph stands for. */
export type Value =
  | { readonly kind: "constant"; readonly tensor: Tensor }
  | Columns
  | Label
  | Probabilities
  | Scores
  /** The result of an operator that was refused. */
  | { readonly kind: "refused" };

/** A matrix of a row's numbers. */
export interface Columns {
  readonly kind: "columns";
  readonly type: NumberType;
  /** What mixed columns on the way; none: each column is made from one of the model's features. */
  readonly steps: readonly Step[];
  /** Each is made from a column behind the steps. */
  readonly columns: readonly Column[];
  /** Of the shape [rows, 1, columns], as `OneHotEncoder` gives it. */
  readonly nested?: true;
}

/** Whole numbers ("i64", "i32") and truths, 0 or 1, take no part in arithmetic before they are cast. */
export type NumberType = "f32" | "f64" | "i64" | "i32" | "bool";

/** The class that a classifier decides for. */
export interface Label {
  readonly kind: "label";
  readonly ensemble: Ensemble;
  readonly labels: Labels;
  /** As the operator's own probabilities, for graphs that do not give them. */
  readonly link: Probabilities["link"];
}

/** A classifier's second output. */
export interface Probabilities {
  readonly kind: "probabilities";
  readonly ensemble: Ensemble;
  readonly link: "identity" | "complement" | "sigmoid" | "sigmoids" | "softmax" | "opposite";
  /** What the score is multiplied by before the link; 1 unless `link` is sigmoid or opposite. */
  readonly scale: number;
  /** The one class that it was cut to. */
  readonly column?: number;
}

/** The sums of a regression's trees, and what was made of them since. */
export interface Scores {
  readonly kind: "scores";
  readonly ensemble: Ensemble;
  readonly tail: readonly TailOperation[];
}

/** On each score; constants stand once for all scores, or once a score. */
export type TailOperation =
  | { readonly kind: "multiply" | "add"; readonly by: readonly number[]; readonly at: string }
  | { readonly kind: "exp" | "sigmoid"; readonly at: string };
