import type { FeatureInfo } from "./feature-info.ts";
import type { SourceTree } from "./source-tree.ts";

/** A fact of the file and where it stands. */
export interface Located<T> {
  readonly value: T;
  readonly at: string;
}

/** What the text and the JSON form both say of a model, before any rule is applied. */
export interface SourceModel {
  /** Of the format: "v3" for releases up to 3.x, "v4". */
  readonly version: Located<string>;
  readonly classes: Located<number>;
  /** Trees an iteration, one for each raw score. */
  readonly scores: Located<number>;
  readonly features: Located<number>;
  /** Absent for an objective of the user's own. */
  readonly objective?: Located<string>;
  /** Random forest: the scores are averages. */
  readonly averaged: boolean;
  readonly names: Located<readonly string[]>;
  /** One a feature, or none at all. */
  readonly infos: readonly FeatureInfo[];
  /** Features that training was told to take for categories; may be fewer than the infos show. */
  readonly categorical: ReadonlySet<number>;
  /** Python's `pandas_categorical`: null, or the categories of each categorical column. */
  readonly pandasCategorical: Located<unknown>;
  readonly treeCount: Located<number>;
  /** Undefined, with the fault reported, where the tree's arrays do not hold together. */
  readonly readTree: (index: number) => SourceTree | undefined;
}
