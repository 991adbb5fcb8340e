import type { Model } from "../../ir/model.ts";
import { type Forest, IN_SET, LEAF } from "../../ir/predictors/forest/forest.ts";
import type { Visits } from "./input.ts";

/** Over training's paths, and on the longest path of every tree; taken once from the lowered model. */
export function measureVisits({ predictor }: Model): Visits {
  const { nodes, roots } = predictor;
  const typical = { cuts: 0, sets: 0 };
  const reach = new Float64Array(nodes.kind.length);
  for (const root of roots) reach[root] = 1;
  for (let node = 0; node < nodes.kind.length; node++) {
    if (nodes.kind[node] === LEAF) continue;
    typical[nodes.kind[node] === IN_SET ? "sets" : "cuts"] += reach[node]!;
    const left = shareLeft(predictor, node);
    reach[nodes.left[node]!] = reach[node]! * left;
    reach[nodes.right[node]!] = reach[node]! * (1 - left);
  }
  return {
    cuts: { typical: typical.cuts, most: longest(predictor, (kind) => kind !== IN_SET) },
    sets: { typical: typical.sets, most: longest(predictor, (kind) => kind === IN_SET) },
  };
}

/** Most tests that `counts` takes on a path, added up over trees. */
function longest({ nodes, roots }: Forest, counts: (kind: number) => boolean): number {
  const below = new Int32Array(nodes.kind.length);
  for (let node = nodes.kind.length - 1; node >= 0; node--) {
    const kind = nodes.kind[node]!;
    if (kind === LEAF) continue;
    const own = counts(kind) ? 1 : 0;
    below[node] = own + Math.max(below[nodes.left[node]!]!, below[nodes.right[node]!]!);
  }
  return roots.reduce((sum, root) => sum + below[root]!, 0);
}

/** How much of a split's training data went left; half where the file does not say. */
function shareLeft({ nodes }: Forest, node: number): number {
  const left = nodes.samples?.[nodes.left[node]!] ?? 0;
  const right = nodes.samples?.[nodes.right[node]!] ?? 0;
  return left > 0 && right > 0 ? left / (left + right) : 0.5;
}
