import { type Forest, LEAF, type NodeTable } from "./forest.ts";

/**
 * What a pass changes: whole columns (same length, old numbering). Children may point anywhere;
 * what no root reaches any more is dropped.
 */
export interface ForestChange {
  readonly roots?: Int32Array;
  readonly nodes: Partial<NodeTable>;
  readonly sets?: readonly Float64Array[];
}

/** Applies a change and renumbers the nodes to preorder. */
export function rewriteForest(forest: Forest, change: ForestChange): Forest {
  const from: NodeTable = { ...forest.nodes, ...change.nodes };
  const order: number[] = [];
  const roots = (change.roots ?? forest.roots).map((root) => {
    const position = order.length;
    appendPreorder(from, root, order);
    return position;
  });
  const position = new Int32Array(from.kind.length).fill(-1);
  order.forEach((node, i) => {
    position[node] = i;
  });
  const child = (column: Int32Array) =>
    Int32Array.from(order, (node) => (from.kind[node] === LEAF ? -1 : position[column[node]!]!));
  return {
    ...forest,
    roots,
    sets: change.sets ?? forest.sets,
    nodes: {
      kind: Uint8Array.from(order, (node) => from.kind[node]!),
      feature: Int32Array.from(order, (node) => from.feature[node]!),
      threshold: Float64Array.from(order, (node) => from.threshold[node]!),
      left: child(from.left),
      right: child(from.right),
      flags: Uint8Array.from(order, (node) => from.flags[node]!),
      operand: Int32Array.from(order, (node) => from.operand[node]!),
      ...(from.samples
        ? { samples: Float64Array.from(order, (node) => from.samples![node]!) }
        : {}),
    },
  };
}

function appendPreorder(nodes: NodeTable, root: number, order: number[]): void {
  const pending = [root];
  while (pending.length > 0) {
    const node = pending.pop()!;
    order.push(node);
    if (nodes.kind[node] !== LEAF) pending.push(nodes.right[node]!, nodes.left[node]!);
  }
}
