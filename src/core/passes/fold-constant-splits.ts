import { type InputOrder, inputOrder } from "../ir/order.ts";
import { type Domain, isEmpty, splitDomain, wholeDomain } from "../ir/predictors/forest/domain.ts";
import { type Forest, LEAF } from "../ir/predictors/forest/forest.ts";
import { rewriteForest } from "../ir/predictors/forest/rewrite.ts";
import { behindMixing } from "../ir/steps.ts";
import type { Pass } from "./pass.ts";

/**
 * Replaces a split by the one child that its inputs can reach: what the ancestors left of a feature
 * is some intervals and whether it may be NaN, and a split that cuts nothing off decides nothing.
 *
 *     x <= 5 ? (x <= 7 ? a : b) : c    becomes    x <= 5 ? a : c
 */
export const foldConstantSplits: Pass = {
  name: "fold-constant-splits",
  kind: "simplify",
  run(model) {
    const forest = model.predictor;
    const { inputs } = behindMixing(model);
    const order = inputOrder(inputs.domain);
    const folder = createFolder(forest, order);
    const whole = wholeDomain(order, inputs.mayBeMissing);
    const roots = forest.roots.map((root) =>
      folder.fold(
        root,
        inputs.features.map(() => whole),
      ),
    );
    if (!folder.changed()) return model;
    return { ...model, predictor: rewriteForest(forest, { roots, nodes: folder.columns }) };
  },
};

function createFolder(forest: Forest, order: InputOrder) {
  const { nodes } = forest;
  const left = nodes.left.slice();
  const right = nodes.right.slice();
  let changes = 0;

  /** Skips constant splits from `node` on; gives the first node that decides something. */
  function settle(node: number, box: Domain[]): number {
    let at = node;
    while (nodes.kind[at] !== LEAF) {
      const [whenLeft, whenRight] = cut(at, box);
      if (isEmpty(whenRight)) at = nodes.left[at]!;
      else if (isEmpty(whenLeft)) at = nodes.right[at]!;
      else break;
      changes++;
    }
    return at;
  }

  function cut(node: number, box: readonly Domain[]): readonly [left: Domain, right: Domain] {
    return splitDomain(forest, node, box[nodes.feature[node]!]!, order);
  }

  return {
    columns: { left, right },
    changed: () => changes > 0,
    /** Folds one tree in place; gives its new root. */
    fold(root: number, box: Domain[]): number {
      const start = settle(root, box);
      const pending = [{ node: start, box }];
      while (pending.length > 0) {
        const { node, box: at } = pending.pop()!;
        if (nodes.kind[node] === LEAF) continue;
        const feature = nodes.feature[node]!;
        const parts = cut(node, at);
        for (const [column, part] of [
          [left, parts[0]],
          [right, parts[1]],
        ] as const) {
          const inside = at.with(feature, part);
          column[node] = settle(column[node]!, inside);
          pending.push({ node: column[node]!, box: inside });
        }
      }
      return start;
    },
  };
}
