import type { Column, Labels, Step } from "../../ir/model.ts";
import type { FloatType } from "../../ir/number-type.ts";
import type { Ensemble } from "./ensemble.ts";
import type { Tensor } from "./tensor.ts";

/** What a name in the graph stands for. */
export type Value =
  | { readonly kind: "constant"; readonly tensor: Tensor }
  | Columns
  | Label
  | Probabilities
  | Scores
  | LeafTable
  | Stack
  | Row
  | Median
  | Mix
  | MixColumn
  | Choice
  | Ballot
  | Chosen
  | Normaliser
  | Verdict
  /** The sizes of another value. */
  | { readonly kind: "shape" }
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
  | ArithmeticTail
  /** `power`: 2 to the score. `share`: what the score is of the sum of all of a row. */
  | { readonly kind: "exp" | "sigmoid" | "negate" | "power" | "share"; readonly at: string };

export interface ArithmeticTail {
  readonly kind: "multiply" | "add" | "divide";
  readonly by: readonly number[];
  readonly at: string;
}

/** Numbers that hang on the leaf that one tree reaches, and on nothing else. */
export interface LeafTable {
  readonly kind: "table";
  /** Of one tree. */
  readonly ensemble: Ensemble;
  readonly type: NumberType;
  readonly width: number;
  /** Of each leaf, by its node. */
  readonly rows: ReadonlyMap<number, readonly number[]>;
}

/** Values of one width, one above the other along a first axis. */
export interface Stack {
  readonly kind: "stack";
  readonly parts: readonly PartValue[];
}

/** Regressors' values side by side. */
export interface Row {
  readonly kind: "row";
  readonly parts: readonly Scores[];
  readonly at: string;
}

/** On the way to the weighted median of a row's values. */
export interface Median {
  readonly kind: "median";
  readonly of: Row;
  /** One a value, once they have been put into the values' order. */
  readonly weights: readonly number[];
  readonly stage: MedianStage;
}

/**
 * The values times -1, sorted so, and their places; the weights in that order, their sums so far,
 * the last of these and its half; where the sums lie below it, as truths and as numbers; the first
 * that does not, and the place of its value.
 */
export type MedianStage =
  | "negated"
  | "sorted"
  | "order"
  | "ordered"
  | "sums"
  | "total"
  | "half"
  | "below"
  | "below-numbers"
  | "first"
  | "place"
  | "median";

export type PartValue = LeafTable | Scores | Probabilities | Ballot;

/** What counts in a mix, and how much. */
export interface Part {
  readonly value: PartValue;
  readonly weight: number;
}

/** Parts times their weights, added in order and divided; and what was made of that since. */
export interface Mix {
  readonly kind: "mix";
  readonly parts: readonly Part[];
  readonly divisor: number;
  /** Of products and sums. */
  readonly type: FloatType;
  /** What the sum is rounded to. */
  readonly outputType: FloatType;
  readonly width: number;
  readonly tail: readonly TailOperation[];
  readonly at: string;
}

/** One number of a mix's row. */
export interface MixColumn {
  readonly kind: "mix-column";
  readonly of: Mix;
}

/** The place of the first largest number of a row. */
export interface Choice {
  readonly kind: "choice";
  readonly of: Probabilities | Mix;
  readonly at: string;
}

/** 1 for the class that a classifier decides for, else 0. */
export interface Ballot {
  readonly kind: "ballot";
  readonly of: Probabilities;
  readonly width: number;
}

/** The label of a mix's first largest number. */
export interface Chosen {
  readonly kind: "chosen";
  readonly of: Mix;
  readonly labels: Labels;
}

/** The sum of a mix's row; `stage` follows how converters keep from dividing by zero. */
export interface Normaliser {
  readonly kind: "normaliser";
  readonly of: Mix;
  readonly stage: "sum" | "whole" | "is-zero";
}

/** One of two numbers: the first, or the second where a mix's one number lies below zero. */
export interface Verdict {
  readonly kind: "verdict";
  readonly of: Mix;
  readonly values: readonly [number, number];
}
