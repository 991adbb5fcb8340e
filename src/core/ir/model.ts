import type { FloatType, NumberType } from "./number-type.ts";
import type { Predictor } from "./predictors/predictor.ts";

/**
 * A trained model, readonly: what the trainer's library computes, step by step, in its types and
 * order. Knows no target and no C; the trainer's name stands only in `origin`.
 *
 * A row of numbers in `inputs.domain` passes `steps`, then `predictor` gives raw scores, then
 * `head` gives what `predict` and `predict_proba` return.
 */
export interface Model {
  readonly origin: Origin;
  readonly inputs: Inputs;
  readonly steps: readonly Step[];
  readonly predictor: Predictor;
  readonly head: Head;
}

export interface Origin {
  /** The trainer's library, as its users write it: "scikit-learn". */
  readonly library: string;
  /** The release that wrote the file, or "" where the file does not say. */
  readonly version: string;
  /** The estimator's class or objective: "GradientBoostingClassifier", "binary:logistic". */
  readonly estimator: string;
  /** Each transformer of the pipeline: "StandardScaler". */
  readonly transformers: readonly string[];
  /** The model's own name, where the file holds one. */
  readonly name?: string;
  /** Base name and SHA-256 (hex) of the file. */
  readonly file: string;
  readonly sha256: string;
  /** The scaler's file, where it came apart from the model. */
  readonly scaler?: FileIdentity;
  /** What the reader decided and a user should know, one sentence each. */
  readonly notes: readonly string[];
}

/** A file by its base name and the SHA-256 (hex) of its bytes. */
export interface FileIdentity {
  readonly file: string;
  readonly sha256: string;
}

export interface Inputs {
  readonly features: readonly Feature[];
  /** Whether feature names are the trainer's (else made up: f0, f1, ...). */
  readonly named: boolean;
  /** The numbers that come in. Front-ends give "f64"; lowering narrows it. */
  readonly domain: NumberType;
  /** May a NaN come in? `false` only after a pass has assumed finite rows. */
  readonly mayBeMissing: boolean;
  readonly training: TrainingMissing;
}

export interface Feature {
  readonly name: string;
  /** Ordered smallest and largest value seen in training, where the file has them. */
  readonly range?: readonly [min: number, max: number];
  /**
   * Categories that are no numbers: what comes in is a position in this list, or NaN for none of
   * them. Absent: the column holds numbers.
   */
  readonly categories?: readonly string[];
  /** What comes in for a category that is not listed, where NaN says that there is none; absent: NaN. */
  readonly unlisted?: number;
}

/** Whether training saw missing values, and how the reader knows. */
export interface TrainingMissing {
  readonly seen: "no" | "yes" | "unknown";
  /** Completes "missing values: ...": "scikit-learn's GradientBoosting rejects NaN". */
  readonly because: string;
}

export type Step = MapStep | NormalizeStep;

/** Makes each column after the step from one column before it; widths may differ. */
export interface MapStep {
  readonly kind: "map";
  readonly columns: readonly Column[];
}

/**
 * Divides each column by the sum of magnitudes (`l1`), the length (`l2`) or the largest (`max`) of
 * them all; `normalize` says how it rounds. It mixes columns, so no test of one input can stand for
 * a test behind it: it stays a step of the device.
 */
export interface NormalizeStep {
  readonly kind: "normalize";
  readonly norm: "l1" | "l2" | "max";
  readonly type: "f32";
  /** The only columns that are divided, by the norm of these alone; absent: all. Others are rounded. */
  readonly span?: readonly [first: number, count: number];
}

export interface Column {
  /** Index of the column before the step. */
  readonly from: number;
  readonly chain: Chain;
}

export type Chain = readonly ScalarOperation[];

/** The step that keeps every column in its place. */
export function mapEach(chains: readonly Chain[]): MapStep {
  return { kind: "map", columns: chains.map((chain, from) => ({ from, chain })) };
}

/**
 * One operation on one number, computed in binary64 against the constant and rounded to `type`.
 * NaN stays NaN, except where it is imputed or looked up. Constants are finite; `multiply` and
 * `divide` constants are not zero. Every operation but `lookup` is monotone on what is not NaN.
 */
export type ScalarOperation =
  | {
      readonly kind: "add" | "subtract" | "multiply" | "divide";
      readonly by: number;
      readonly type: FloatType;
    }
  /** numpy.clip: min(max(x, low), high). */
  | { readonly kind: "clip"; readonly low: number; readonly high: number; readonly type: FloatType }
  /** Rounds to the nearest value of `type`. */
  | { readonly kind: "cast"; readonly type: FloatType }
  /** Replaces NaN. */
  | { readonly kind: "impute"; readonly by: number }
  /** Replaces every |x| <= limit by 0, as LightGBM does before it compares. */
  | { readonly kind: "flush"; readonly limit: number }
  /** Cuts the fraction off, as a cast to whole numbers does. */
  | { readonly kind: "truncate" }
  | Lookup;

/**
 * Replaces x by `values[k]`, where k edges lie at or below x, or keeps it where that is null. Says
 * encoders, bins, indicators and replaced sentinels.
 */
export interface Lookup {
  readonly kind: "lookup";
  /** Ascending, not NaN. */
  readonly edges: readonly number[];
  /** One more than there are edges. */
  readonly values: readonly (number | null)[];
  /** What NaN becomes; null: NaN. */
  readonly missing: number | null;
}

export type Head = ValueHead | ClassHead | ChoicesHead | AnomalyHead | BlendHead;

/** Regression: each raw score, through its link, is an output. */
export interface ValueHead {
  readonly kind: "values";
  /** The type that links are computed in. */
  readonly type: FloatType;
  /** One a score. */
  readonly links: readonly ValueLink[];
  /** The outputs are put into ascending order (quantiles that may cross). */
  readonly sorted?: true;
}

export interface ValueLink {
  /**
   * `log1pexp`: ln(1 + e^s); `signed-square`: sign(s) s^2; `step`: 1 where the score is on the upper
   * side of `limit`, else 0, as a classifier of several labels answers.
   */
  readonly kind: "identity" | "exp" | "sigmoid" | "log1pexp" | "signed-square" | "step";
  /** What the score is multiplied by first; absent: 1. */
  readonly scale?: number;
  /** `exp` only: what the power is multiplied by, a binary32 above 0; absent: 1. */
  readonly factor?: number;
  /** `step` only, and always there. */
  readonly limit?: ScoreLimit;
}

/** Whether a score is >= (or >) `value`. */
export interface ScoreLimit {
  readonly compare: "ge" | "gt";
  readonly value: number;
}

/** Whether a link changes its score. */
export function isLinked({ kind, scale }: ValueLink): boolean {
  return kind !== "identity" || scale !== undefined;
}

/** Scores as they are. */
export function valueHead(scores: number): ValueHead {
  return {
    kind: "values",
    type: "f64",
    links: Array.from({ length: scores }, () => ({ kind: "identity" })),
  };
}

export interface ClassHead {
  readonly kind: "classes";
  readonly labels: Labels;
  /**
   * From raw scores to probabilities. `identity`: the scores are probabilities. One score for two
   * classes: `sigmoid`, the score is class 1's log-odds; `complement`, its probability; `step`, that
   * is 1 where the score decides for it, else 0. One score a class: `softmax`; `sigmoids`, each class
   * against the others, not normalised. Computed in `type`.
   */
  readonly link: "identity" | "complement" | "sigmoid" | "step" | "sigmoids" | "softmax";
  /** Sigmoids only: the score is multiplied by this first; absent: 1. */
  readonly linkScale?: number;
  /** Softmax in `f64` only: the scores are divided by this first; absent: 1. */
  readonly linkDivisor?: number;
  readonly type: FloatType;
  readonly decide: Decision;
}

/** Scores that are probabilities; the first largest wins. */
export function probabilityHead(labels: Labels): ClassHead {
  return { kind: "classes", labels, link: "identity", type: "f64", decide: { kind: "argmax" } };
}

/**
 * Several classifications at once: each output is a class's label, a number, whose score is the first
 * largest of the output's own.
 */
export interface ChoicesHead {
  readonly kind: "choices";
  readonly choices: readonly Choice[];
}

export interface Choice {
  /** The first of its scores, one a class; choices' scores stand side by side, in order. */
  readonly firstScore: number;
  /** The number that each class is. */
  readonly classes: readonly number[];
}

/** Choices between the classes given, their scores side by side. */
export function choicesHead(classes: readonly (readonly number[])[]): ChoicesHead {
  let next = 0;
  const choices = classes.map((own): Choice => {
    const firstScore = next;
    next += own.length;
    return { firstScore, classes: own };
  });
  return { kind: "choices", choices };
}

/**
 * One score, the longer the more normal (isolation forests' summed path lengths d). Normal, 1, from
 * `normalFrom` on, else an anomaly, -1; the trainer's decision value is
 * -(2^(-d / divisor)) - offset.
 */
export interface AnomalyHead {
  readonly kind: "anomaly";
  readonly type: FloatType;
  readonly normalFrom: number;
  readonly divisor: number;
  readonly offset: number;
}

/**
 * Models whose outputs are combined: `soft`, class probabilities are added up and divided, the first
 * largest wins; `hard`, each member's class gets its weight, the first class with most of it wins,
 * and there are no probabilities; `average`, values are added up and divided. Each result is rounded
 * to `type`.
 */
export type BlendHead = ClassBlend | ValueBlend;

export type ClassBlend = {
  readonly kind: "blend";
  readonly type: FloatType;
  readonly labels: Labels;
  readonly members: readonly ClassBlendMember[];
} & ({ readonly how: "soft"; readonly divisor: number } | { readonly how: "hard" });

export type SoftBlend = Extract<ClassBlend, { readonly how: "soft" }>;

export interface ValueBlend {
  readonly kind: "blend";
  readonly how: "average";
  readonly type: FloatType;
  readonly members: readonly BlendMember<ValueHead>[];
  readonly divisor: number;
}

export interface BlendMember<H> {
  /** The first of its scores; members' scores stand side by side, in order. */
  readonly firstScore: number;
  readonly head: H;
  /** What its outputs, or its vote, count; rounded products are added in the order of members. Absent: 1. */
  readonly weight?: number;
}

export interface ClassBlendMember extends BlendMember<ClassHead> {
  /** The class that each of its classes is, where it knows fewer than all. */
  readonly classes?: readonly number[];
}

/** Which class wins, judged on raw scores. */
export type Decision =
  /** The first largest. */
  | { readonly kind: "argmax" }
  /** Class 1 iff raw[0] is on the upper side, else class 0. */
  | ({ readonly kind: "threshold" } & ScoreLimit)
  /** The predictor's own winner (a vote whose ties depend on the order of trees). */
  | { readonly kind: "winner" };

/** Class labels in the trainer's order, as text, with the type they have there. */
export interface Labels {
  readonly type: "string" | "integer" | "number" | "boolean";
  readonly names: readonly string[];
}

/** How many class probabilities or values a head gives for `scores` raw scores. */
export function outputCount(head: Head, scores: number): number {
  const labels = labelsOf(head);
  if (labels) return labels.names.length;
  if (head.kind === "choices") return head.choices.length;
  return head.kind === "blend" ? scoresOf(head.members[0]!.head) : scores;
}

/** The classes that a head decides between, if it does. */
export function labelsOf(head: {
  readonly kind: string;
  readonly labels?: Labels;
}): Labels | undefined {
  return head.labels;
}

/** How many raw scores a head is given. */
export function scoresOf(head: ClassHead | ValueHead): number {
  if (head.kind === "values") return head.links.length;
  return isSingleScore(head) ? 1 : head.labels.names.length;
}

/** Whether one score stands for two classes. */
export function isSingleScore({ link }: ClassHead): boolean {
  return link === "sigmoid" || link === "complement" || link === "step";
}
