import type { SourceTree } from "./source-tree.ts";

/** What `.cbm` and JSON both say of a model, before any rule is applied. */
export interface SourceModel {
  /** Values of a leaf, one a raw score. */
  readonly dimension: number;
  readonly floats: readonly FloatFeature[];
  readonly categorical: readonly CategoricalFeature[];
  /** Categories by their hash, as an unsigned 32-bit number; only JSON exported with its pool has them. */
  readonly categories: ReadonlyMap<number, string>;
  /** Raw scores are `scale` * sum of the leaves + `bias`. */
  readonly scale: number;
  /** One a raw score. */
  readonly bias: readonly number[];
  readonly info: ModelInfo;
  readonly treeCount: number;
  /** Undefined, with the fault reported, where the tree does not hold together. */
  readonly readTree: (index: number) => SourceTree | undefined;
}

/** Metadata by key. JSON texts are strings in `.cbm`, and objects in JSON. */
export type ModelInfo = (key: string) => unknown;

interface SourceFeature {
  /** Column of the input. */
  readonly column: number;
  /** "" where there is none. */
  readonly name: string;
  readonly at: string;
}

export interface FloatFeature extends SourceFeature {
  /** float32, ascending. */
  readonly borders: ArrayLike<number>;
  readonly hasNaN: boolean;
  /** What NaN counts as where training saw some. */
  readonly treatment: (typeof TREATMENTS)[number];
}

/** In the order of their codes in `.cbm`. */
export const TREATMENTS = ["AsIs", "AsFalse", "AsTrue"] as const;

export interface CategoricalFeature extends SourceFeature {
  /** Hashes of the categories that splits ask for, as signed 32-bit numbers. */
  readonly hashes: ArrayLike<number>;
}
