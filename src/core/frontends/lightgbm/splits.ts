import type { SetSpec, SplitSpec } from "../../ir/predictors/forest/build.ts";
import { nextUp64 } from "../../math.ts";
import type { SourceTree } from "./source-tree.ts";

/** Bits of a split's decision type. */
export const CATEGORICAL = 1;
export const DEFAULT_LEFT = 2;

/** Bits 2 and 3. NONE: NaN is taken for 0; ZERO: zero and NaN are missing; NAN: NaN is. */
export const MISSING = { NONE: 0, ZERO: 1, NAN: 2 } as const;

/** (double)1e-35f: LightGBM takes every |x| up to it for zero. */
export const ZERO_LIMIT = 1.0000000180025095e-35;

export function missingType(decision: number): number {
  return (decision >> 2) & 3;
}

/** What a split does with a number whose zeros were flushed, as of LightGBM 3.3 to 4.7. */
export function testOf(tree: SourceTree, node: number): SplitSpec | SetSpec {
  const feature = tree.feature[node]!;
  const decision = tree.decision[node]!;
  if (decision & CATEGORICAL) {
    // NaN is no category, whether or not training saw one.
    return { feature, edges: codeEdges(tree.codes(node)), type: "f64", missing: "right" };
  }
  const threshold = tree.threshold[node]!;
  const defaultLeft = (decision & DEFAULT_LEFT) !== 0;
  const zeroLeft = 0 <= threshold;
  const type = missingType(decision);
  const missing = (type === MISSING.NONE ? zeroLeft : defaultLeft) ? "left" : "right";
  const isPlain = type !== MISSING.ZERO || defaultLeft === zeroLeft || Number.isNaN(threshold);
  if (isPlain) {
    return { feature, threshold, compare: "le", type: "f64", missing };
  }
  return { feature, edges: zeroEdges(threshold), type: "f64", missing };
}

/**
 * Edges of the numbers that truncate to one of the codes, which ascend: code 0 is -1 < x < 1, code
 * k is k <= x < k + 1.
 */
function codeEdges(codes: readonly number[]): readonly number[] {
  const edges: number[] = [];
  for (const code of codes) {
    if (edges.at(-1) === code) edges.pop();
    else edges.push(code === 0 ? nextUp64(-1) : code);
    edges.push(code + 1);
  }
  return edges;
}

/** Edges of the numbers that go left where zeros go another way than their neighbours. */
function zeroEdges(threshold: number): readonly number[] {
  const zeros = [-ZERO_LIMIT, nextUp64(ZERO_LIMIT)] as const;
  const isAmongZeros = Math.abs(threshold) <= ZERO_LIMIT;
  const others = isAmongZeros ? zeros[threshold < 0 ? 0 : 1] : nextUp64(threshold);
  // Nothing lies beyond +infinity.
  const ends = threshold === Number.POSITIVE_INFINITY ? [] : [others];
  const edges: number[] = [];
  for (const edge of [Number.NEGATIVE_INFINITY, ...ends, ...zeros].toSorted((a, b) => a - b)) {
    // Two at one place change nothing.
    if (edges.at(-1) === edge) edges.pop();
    else edges.push(edge);
  }
  return edges;
}
