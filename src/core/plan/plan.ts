import type {
  AnomalyHead,
  ChoicesHead,
  ClassBlend,
  ClassHead,
  Step,
  ValueHead,
} from "../ir/model.ts";
import type { FloatType, NumberType } from "../ir/number-type.ts";
import type { Cost } from "./cost/cost.ts";
import type { EncodingId, Slot } from "./encodings/encoding.ts";
import type { AverageHead } from "./heads/average.ts";
import type { BranchTables } from "./layouts/branches.ts";
import type { PackedTables } from "./layouts/packed.ts";
import type { LinearTable } from "./linear-table.ts";

/** The type of one element of `features[]` on the device. */
export type InputType = Exclude<NumberType, "f64">;

/** Heads that a plan expresses. */
export type DeviceHead =
  | ValueHead
  | ClassHead
  | ChoicesHead
  | AnomalyHead
  | ClassBlend
  | AverageHead;

export type OutputsWanted = "class" | "probability" | "decision" | "all";

/**
 * Everything that decides what the device does, as data and without C: which numbers the tests
 * compare, the tables as they will be emitted, how leaves are summed, what the outputs are.
 */
export interface Plan {
  readonly inputType: InputType;
  readonly features: number;
  /** Whether NaN takes the trainer's way (else rows are finite by assumption). */
  readonly missing: "exact" | "finite";
  /**
   * Steps that mix columns, taken first: the slots' features are then their columns, which are
   * binary32 and may be NaN. None: the slots' features are the inputs.
   */
  readonly mixing: readonly Step[];
  readonly encoding: EncodingId;
  readonly slots: readonly Slot[];
  readonly body: Body;
  readonly leaves: LeafTable;
  readonly sum: SumPlan;
  /** No raw score is larger than this, one number a score. */
  readonly reach: Float64Array;
  readonly head: DeviceHead;
  readonly outputs: OutputsWanted;
  readonly estimate: Cost;
}

/** A layout's tables: the very arrays that are emitted. */
export type Body =
  | { readonly layout: "branches"; readonly tables: BranchTables }
  | { readonly layout: "packed"; readonly tables: PackedTables };

export type LayoutId = Body["layout"];

/**
 * What a tree's payload (the number its leaf holds) stands for. `inline`: the leaf's value itself.
 * `pool`: a row of `values`, `stride` numbers each.
 */
export interface LeafTable {
  readonly kind: "inline" | "pool";
  readonly stride: number;
  /** Storage of one number: unsigned integers, or float bits. */
  readonly type: "u8" | "u16" | "u32" | "f32" | "f64";
  /** `pool` only: the rows, one after another. */
  readonly values: Float64Array;
  /** Real sums only: the first rows are linear models, their numbers what they are worth for NaN. */
  readonly linear?: LinearTable;
  /** Largest payload in any leaf. */
  readonly maxPayload: number;
}

/** How payloads become raw scores. */
export type SumPlan = IntegerSum | RealSum | Vote | Median;

/** 32-bit integer sums; raw score = sum * unit. Arrays hold one number a score. */
export interface IntegerSum {
  readonly kind: "integer";
  /** The same for scores that are compared with each other. */
  readonly units: Float64Array;
  readonly base: Int32Array;
  /** First score of each tree. */
  readonly firstScore: Int32Array;
  /**
   * Largest |device's raw score - trainer's| as compared for the class: quantisation and the
   * trainer's own rounding together.
   */
  readonly sumBounds: Float64Array;
  /** The same of the float32 that outputs give. */
  readonly bounds: Float64Array;
  /** Whether the class is proven to be the trainer's on every input. */
  readonly proven: boolean;
}

/** The trainer's own accumulator, type and order; then what it does to each sum, as SumCombine has it. */
export interface RealSum {
  readonly kind: "real";
  readonly type: FloatType;
  readonly base: Float64Array;
  readonly firstScore: Int32Array;
  readonly divisor?: Float64Array;
  readonly scale?: number;
  readonly bias?: Float64Array;
  /** Exponentials take distances of scores in units of 2^-distanceBits. */
  readonly distanceBits: number;
}

/** Each payload is a class; the first to reach the final maximum wins; raw score = votes / trees. */
export interface Vote {
  readonly kind: "vote";
  readonly classes: number;
  /** A vote's share, 1 / trees rounded to float32. */
  readonly unit: number;
}

/**
 * Each payload is a row of the sorted leaf values; the lower median row is the score. With weights,
 * one a tree, the first in order at which the weights so far reach half of their total.
 */
export interface Median {
  readonly kind: "median";
  readonly weights?: Float64Array;
  /** What weights are summed in; absent: binary64. */
  readonly type?: FloatType;
}

export function treesOf(plan: Plan): number {
  return plan.body.tables.trees;
}

/** How many sums there are. */
export function scoresOf(sum: SumPlan): number {
  return "base" in sum ? sum.base.length : 1;
}
