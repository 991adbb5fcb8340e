import { hasKey, type JsonObject, numericAt, pathOf } from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";

interface LeafFacts {
  readonly stride: number;
  readonly weight: number;
  readonly alone?: ArrayLike<number> | undefined;
  readonly condition: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly nodeCount: number;
}

/**
 * The numbers of each leaf in float32, multiplied by `weight` (DART) with one rounding; see
 * `TreeFacts` for `alone`. A single number stands in the place of the leaf's threshold. Vectors are `base_weights` of the node up to
 * release 3.1; from 3.2 `leaf_weights` of the leaf's number, which stands where the right child
 * would. Undefined, with the fault reported, where there are too few.
 */
export function readLeaves(
  tree: JsonObject,
  { stride, weight, alone, condition, right, nodeCount }: LeafFacts,
  problems: Problems,
): ((node: number) => ArrayLike<number>) | undefined {
  const weighed = (x: number, k: number) => {
    const leaf = Math.fround(x);
    const own = alone ? Math.fround(Math.fround(alone[k]! + leaf) - alone[k]!) : leaf;
    return Math.fround(own * weight);
  };
  if (stride === 1) return (node) => [weighed(condition[node]!, 0)];
  const isNumbered = hasKey(tree, "leaf_weights");
  const array = isNumbered ? "leaf_weights" : "base_weights";
  const values = numericAt(tree, array);
  const count = isNumbered ? Math.floor(values.length / stride) : nodeCount;
  if (values.length !== count * stride) {
    const facts = { array, length: values.length, expected: count * stride };
    problems.add("tree/lengths-disagree", facts, pathOf(tree, array));
    return undefined;
  }
  return (node) => {
    const leaf = isNumbered ? right[node]! : node;
    return Array.from({ length: stride }, (_, k) =>
      weighed(values[leaf * stride + k] ?? Number.NaN, k),
    );
  };
}
