import { fail } from "../../diagnostics/diagnostic.ts";
import type { Ensemble } from "./ensemble.ts";

/** A node of one tree, its children by their place in the tree. */
export interface Member {
  readonly node: number;
  left: number;
  right: number;
  /** Equalities that lead to one node, as the one set that they are. */
  readonly equalTo: readonly number[] | undefined;
}

/** Each tree's nodes from its root on, the root first. @throws DiagnosticError */
export function collectTrees(ensemble: Ensemble): readonly (readonly Member[])[] {
  const visited = new Uint8Array(ensemble.nodes.mode.length);
  return ensemble.roots.map((root) => collectTree(ensemble, root, visited));
}

function collectTree(ensemble: Ensemble, root: number, visited: Uint8Array): Member[] {
  const { nodes, at } = ensemble;
  const tree: Member[] = [];
  const pending = [root];
  /** For each: its parent's place times two, and one if it is the right child. */
  const ways = [-1];
  while (pending.length > 0) {
    const node = pending.pop()!;
    const way = ways.pop()!;
    const parent = tree[way >> 1];
    if (!(node >= 0 && node < visited.length) || visited[node]) {
      const place = parent ? nodes.place(parent.node) : at;
      if (visited[node]) fail("onnx/shared-node", { node: nodes.place(node) }, { at: place });
      fail("onnx/bad-node", { what: "a child that is no node of the tree" }, { at: place });
    }
    visited[node] = 1;
    const index = tree.length;
    if (parent) parent[way % 2 === 0 ? "left" : "right"] = index;
    const mode = nodes.mode[node]!;
    const chain = mode === "BRANCH_EQ" ? equalChain(ensemble, node, visited) : undefined;
    tree.push({ node, left: -1, right: -1, equalTo: chain?.values });
    if (mode === "LEAF") continue;
    const whenTrue = nodes.whenTrue[node]!;
    const whenFalse = chain ? chain.otherwise : nodes.whenFalse[node]!;
    const swapped = SWAPPED.has(mode);
    pending.push(swapped ? whenTrue : whenFalse, swapped ? whenFalse : whenTrue);
    ways.push(2 * index + 1, 2 * index);
  }
  return tree;
}

/** Modes whose true branch is the IR's right one. */
const SWAPPED: ReadonlySet<string> = new Set(["BRANCH_GTE", "BRANCH_GT", "BRANCH_NEQ"]);

/**
 * x == a, else x == b, else ..., that all lead to one node when true: how converters write a set of
 * categories.
 */
function equalChain(
  { nodes }: Ensemble,
  head: number,
  visited: Uint8Array,
): { values: number[]; otherwise: number } {
  const values = [nodes.value[head]!];
  let otherwise = nodes.whenFalse[head]!;
  while (
    nodes.mode[otherwise] === "BRANCH_EQ" &&
    nodes.feature[otherwise] === nodes.feature[head] &&
    nodes.whenTrue[otherwise] === nodes.whenTrue[head] &&
    visited[otherwise] === 0
  ) {
    // onnxruntime asks the first node alone for NaN's way, in sets of some numbers, else each.
    if (nodes.nanTrue[otherwise] !== nodes.nanTrue[head]) {
      fail("onnx/set-of-two-ways", {}, { at: nodes.place(head) });
    }
    visited[otherwise] = 1;
    values.push(nodes.value[otherwise]!);
    otherwise = nodes.whenFalse[otherwise]!;
  }
  return { values, otherwise };
}
