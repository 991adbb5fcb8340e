import { fail } from "../../diagnostics/diagnostic.ts";
import type { Ensemble } from "./ensemble.ts";

/** A node of one tree, its children by their place in the tree. */
export interface Member {
  readonly node: number;
  left: number;
  right: number;
  /** Equalities that lead to one node, as the one set that they are. */
  readonly equalTo?: readonly number[];
}

/** Each tree's nodes from its root on, the root first. @throws DiagnosticError */
export function collectTrees(ensemble: Ensemble): readonly (readonly Member[])[] {
  const visited = new Uint8Array(ensemble.nodes.mode.length);
  return ensemble.roots.map((root) => collectTree(ensemble, root, visited));
}

function collectTree(ensemble: Ensemble, root: number, visited: Uint8Array): Member[] {
  const { nodes, at } = ensemble;
  const tree: Member[] = [];
  const pending = [{ node: root, parent: -1, isLeft: false }];
  while (pending.length > 0) {
    const { node, parent, isLeft } = pending.pop()!;
    const place = parent < 0 ? at : nodes.place(tree[parent]!.node);
    if (!(node >= 0 && node < visited.length)) {
      fail("onnx/bad-node", { what: "a child that is no node of the tree" }, { at: place });
    }
    if (visited[node]) fail("onnx/shared-node", { node: nodes.place(node) }, { at: place });
    visited[node] = 1;
    const index = tree.length;
    if (parent >= 0) tree[parent]![isLeft ? "left" : "right"] = index;
    const chain =
      nodes.mode[node] === "BRANCH_EQ" ? equalChain(ensemble, node, visited) : undefined;
    tree.push({ node, left: -1, right: -1, ...(chain ? { equalTo: chain.values } : {}) });
    if (nodes.mode[node] === "LEAF") continue;
    const trueWay = { node: nodes.whenTrue[node]!, parent: index };
    const falseWay = { node: chain ? chain.otherwise : nodes.whenFalse[node]!, parent: index };
    const swapped = SWAPPED.has(nodes.mode[node]!);
    pending.push({ ...(swapped ? trueWay : falseWay), isLeft: false });
    pending.push({ ...(swapped ? falseWay : trueWay), isLeft: true });
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
