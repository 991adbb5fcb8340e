import type { FloatType } from "../../ir/number-type.ts";
import type { Columns } from "./values.ts";

/** The trees of one operator, whichever release of it wrote them. */
export interface Ensemble {
  readonly operator: string;
  /** Names the node in messages. */
  readonly at: string;
  /** The columns that the trees compare. */
  readonly input: Columns;
  /** Of comparisons and sums. */
  readonly type: FloatType;
  /** What the sums are rounded to at the end. */
  readonly outputType: FloatType;
  readonly nodes: TreeNodes;
  /** Node index of each tree's root, in the order of the sum. */
  readonly roots: readonly number[];
  /** Scores that leaves write to. */
  readonly scores: number;
  readonly aggregate: "sum" | "average";
  /** Added last: none, or one a score. */
  readonly base: readonly number[];
  /** Classifiers with one score for two classes: above it the second class wins. */
  readonly limit?: number;
}

/** `BRANCH_MEMBER` is a set of TreeEnsemble 5: true for one of several numbers. */
export type Mode =
  | "LEAF"
  | "BRANCH_LEQ"
  | "BRANCH_LT"
  | "BRANCH_GTE"
  | "BRANCH_GT"
  | "BRANCH_EQ"
  | "BRANCH_NEQ"
  | "BRANCH_MEMBER";

/** Nodes of all trees; children are indices into the same columns. */
export interface TreeNodes {
  readonly mode: readonly Mode[];
  readonly feature: ArrayLike<number>;
  readonly value: ArrayLike<number>;
  readonly whenTrue: ArrayLike<number>;
  readonly whenFalse: ArrayLike<number>;
  /** 1 where NaN takes the true branch whatever is compared. */
  readonly nanTrue: ArrayLike<number>;
  /** BRANCH_MEMBER: edges of the set, as `SetSpec` has them. */
  readonly edges: ReadonlyMap<number, readonly number[]>;
  /** LEAF: what it adds, in order; may be nothing. */
  readonly weights: readonly (readonly LeafWeight[])[];
  /** Names a node in messages. */
  readonly place: (node: number) => string;
}

export interface LeafWeight {
  readonly score: number;
  readonly value: number;
}
