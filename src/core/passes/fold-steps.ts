import type { Chain } from "../ir/model.ts";
import { isIntegerType } from "../ir/number-type.ts";
import { type InputOrder, inputOrder } from "../ir/order.ts";
import { goesLeft } from "../ir/predictors/forest/evaluate.ts";
import { COMPARE_F32, type Forest, MISSING_LEFT, SPLIT } from "../ir/predictors/forest/forest.ts";
import { rewriteForest } from "../ir/predictors/forest/rewrite.ts";
import { applyChain, joinChains } from "../ir/steps.ts";
import type { Pass } from "./pass.ts";

/**
 * Folds each feature's chain of steps, casts and the trainer's own compare into thresholds of the
 * device's input type: `f32((x - 2.5) / 0.3) <= 0.7f64` becomes `x <= T`.
 *
 * Every operation is monotone after rounding, so "x goes left" is true on a prefix of the ordered
 * inputs (on a suffix where a scale is negative: then the children swap). T is the last input of
 * that prefix, found by bisection that runs the trainer's own arithmetic; algebra on rounded
 * numbers misses T for about half of all thresholds.
 */
export const foldSteps: Pass = {
  name: "fold-steps",
  kind: "lower",
  run(model, { inputType }) {
    const chains = joinChains(model);
    const predictor = foldForest(
      model.predictor,
      chains,
      inputOrder(inputType),
      isIntegerType(inputType),
    );
    const mayBeMissing = model.inputs.mayBeMissing && !isIntegerType(inputType);
    return {
      ...model,
      inputs: { ...model.inputs, domain: inputType, mayBeMissing },
      steps: [],
      predictor,
    };
  },
};

function foldForest(
  forest: Forest,
  chains: readonly Chain[],
  order: InputOrder,
  integer: boolean,
): Forest {
  const { nodes } = forest;
  const threshold = nodes.threshold.slice();
  const flags = nodes.flags.slice();
  const left = nodes.left.slice();
  const right = nodes.right.slice();
  const descends = chains.map(isDecreasing);
  for (let node = 0; node < nodes.kind.length; node++) {
    if (nodes.kind[node] !== SPLIT) continue;
    const feature = nodes.feature[node]!;
    const chain = chains[feature]!;
    const decreasing = descends[feature]!;
    // True on a prefix, whichever way the chain runs.
    const onPrefix = (key: number) =>
      goesLeft(nodes, node, applyChain(chain, order.fromKey(key))) !== decreasing;
    const last = lastTrue(onPrefix, order);
    // An empty prefix is a full one with the children swapped.
    const swap = decreasing !== (last === undefined);
    // -0 and +0 compare equal, so a prefix never ends between them.
    threshold[node] = order.fromKey(last ?? order.last);
    // A chain may give NaN a value; then it goes where that value goes.
    const missingLeft = goesLeft(nodes, node, applyChain(chain, Number.NaN)) !== swap;
    flags[node] = integer ? 0 : COMPARE_F32 | (missingLeft ? MISSING_LEFT : 0);
    if (swap) {
      left[node] = nodes.right[node]!;
      right[node] = nodes.left[node]!;
    }
  }
  return rewriteForest(forest, { nodes: { threshold, flags, left, right } });
}

function isDecreasing(chain: Chain): boolean {
  let negatives = 0;
  for (const operation of chain) {
    if ((operation.kind === "multiply" || operation.kind === "divide") && operation.by < 0)
      negatives++;
  }
  return negatives % 2 === 1;
}

/** The largest key for which a predicate that is true on a prefix holds; undefined if none. */
function lastTrue(
  holds: (key: number) => boolean,
  { first, last }: InputOrder,
): number | undefined {
  if (!holds(first)) return undefined;
  if (holds(last)) return last;
  let low = first;
  let high = last;
  while (high - low > 1) {
    const middle = Math.floor(low + (high - low) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
