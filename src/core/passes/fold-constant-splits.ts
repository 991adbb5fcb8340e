import { inputOrder } from "../ir/order.ts";
import { type Forest, LEAF, MISSING_LEFT } from "../ir/predictors/forest/forest.ts";
import { rewriteForest } from "../ir/predictors/forest/rewrite.ts";
import type { Pass } from "./pass.ts";

/**
 * Replaces a split by the one child that its inputs can reach: what the ancestors left of a feature
 * is an interval and whether it may be NaN, and a split that cuts nothing off decides nothing.
 *
 *     x <= 5 ? (x <= 7 ? a : b) : c    becomes    x <= 5 ? a : c
 */
export const foldConstantSplits: Pass = {
  name: "fold-constant-splits",
  kind: "simplify",
  run(model) {
    const forest = model.predictor;
    const order = inputOrder(model.inputs.domain);
    const folder = createFolder(forest, order.toKey);
    const whole: Interval = { low: order.first, high: order.last, nan: model.inputs.mayBeMissing };
    const roots = forest.roots.map((root) =>
      folder.fold(
        root,
        model.inputs.features.map(() => whole),
      ),
    );
    if (!folder.changed()) return model;
    return { ...model, predictor: rewriteForest(forest, { roots, nodes: folder.columns }) };
  },
};

/** What a path leaves of one feature: keys low..high (empty if low > high), and whether NaN. */
interface Interval {
  readonly low: number;
  readonly high: number;
  readonly nan: boolean;
}

function isEmpty({ low, high, nan }: Interval): boolean {
  return low > high && !nan;
}

function createFolder(forest: Forest, toKey: (x: number) => number) {
  const { nodes } = forest;
  const left = nodes.left.slice();
  const right = nodes.right.slice();
  let changes = 0;

  /** Skips constant splits from `node` on; gives the first node that decides something. */
  function settle(node: number, box: Interval[]): number {
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

  function cut(node: number, box: readonly Interval[]): [left: Interval, right: Interval] {
    const { low, high, nan } = box[nodes.feature[node]!]!;
    const flags = nodes.flags[node]!;
    const last = toKey(nodes.threshold[node]!);
    const nanLeft = (flags & MISSING_LEFT) !== 0;
    return [
      { low, high: Math.min(high, last), nan: nan && nanLeft },
      { low: Math.max(low, last + 1), high, nan: nan && !nanLeft },
    ];
  }

  return {
    columns: { left, right },
    changed: () => changes > 0,
    /** Folds one tree in place; gives its new root. */
    fold(root: number, box: Interval[]): number {
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
