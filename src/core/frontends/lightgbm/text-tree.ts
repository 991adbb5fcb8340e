import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { SourceTree } from "./source-tree.ts";
import { linearLeaves } from "./text-linear.ts";
import { categorySets } from "./text-sets.ts";
import {
  countOf,
  fieldsOf,
  integers,
  numbers,
  optionalIntegers,
  type TreeFields,
} from "./tree-fields.ts";

/** Where a `Tree=` line stands. */
export interface TreeBlock {
  readonly index: number;
  readonly start: number;
  readonly line: number;
}

/** Reads the block of one tree. Undefined, with the faults reported, where it does not hold together. */
export function readTextTree(
  text: string,
  { index, start, line }: TreeBlock,
  problems: Problems,
): SourceTree | undefined {
  const own: TreeFields = { tree: index, fields: fieldsOf(text, start, line), problems };
  const leaves = countOf(own, "num_leaves", 1);
  const sets = countOf(own, "num_cat", 0);
  if (leaves === undefined || sets === undefined) return undefined;
  const splits = leaves - 1;
  const feature = integers(own, "split_feature", splits);
  const threshold = numbers(own, "threshold", splits);
  const decision = integers(own, "decision_type", splits);
  const left = integers(own, "left_child", splits);
  const right = integers(own, "right_child", splits);
  const leafValue = numbers(own, "leaf_value", leaves);
  const splitSamples = optionalIntegers(own, "internal_count", splits);
  const leafSamples = optionalIntegers(own, "leaf_count", leaves);
  if (!feature || !threshold || !decision || !left || !right || !leafValue) return undefined;
  if (!knowsDecisions(own, decision)) return undefined;
  const codes = categorySets(own, { sets, threshold, decision });
  const isLinear = ![undefined, "0"].includes(own.fields.get("is_linear")?.value);
  const linear = isLinear ? linearLeaves(own, leaves) : undefined;
  if (!codes || (isLinear && !linear)) return undefined;
  return {
    ...{ feature, threshold, decision, left, right, leafValue, codes },
    ...(splitSamples && leafSamples ? { splitSamples, leafSamples } : {}),
    ...(linear ? { linear } : {}),
    where: (child) => `tree ${index}, ${child < 0 ? `leaf ${~child}` : `node ${child}`}`,
  };
}

/** Four bits, of which the missing type 3 does not exist. */
function knowsDecisions({ tree, problems }: TreeFields, decision: readonly number[]): boolean {
  const odd = decision.findIndex((bits) => bits < 0 || bits >= 12);
  if (odd < 0) return true;
  const facts = { key: "decision_type", found: String(decision[odd]), expected: "0 to 11" };
  problems.add("lightgbm/bad-value", facts, `tree ${tree}, node ${odd}`);
  return false;
}
