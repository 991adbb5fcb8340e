import type { FloatType } from "../../ir/number-type.ts";
import type { LeafWeight, Mode, TreeNodes } from "./ensemble.ts";
import { memberEdges } from "./member-edges.ts";
import { badNode, intsOf, type OnnxNode, tensorOf } from "./node.ts";

/** Codes of `nodes_modes`. */
const MODES: readonly Mode[] = [
  "BRANCH_LEQ",
  "BRANCH_LT",
  "BRANCH_GTE",
  "BRANCH_GT",
  "BRANCH_EQ",
  "BRANCH_NEQ",
  "BRANCH_MEMBER",
];

/**
 * The trees of TreeEnsemble, release 5: children are indices of nodes or, where a flag says so, of
 * leaves. Here each way to a leaf gets a leaf of its own behind the nodes.
 */
export function readNodesByIndex(
  node: OnnxNode,
  type: FloatType,
): { nodes: TreeNodes; roots: readonly number[] } {
  const feature = intsOf(node, "nodes_featureids");
  const count = feature.length;
  const value = tensorNumbers(node, "nodes_splits", type);
  const codes = tensorNumbers(node, "nodes_modes", "u8");
  const branches = {
    whenTrue: intsOf(node, "nodes_truenodeids"),
    whenFalse: intsOf(node, "nodes_falsenodeids"),
    trueLeaf: intsOf(node, "nodes_trueleafs"),
    falseLeaf: intsOf(node, "nodes_falseleafs"),
  };
  for (const [name, { length }] of Object.entries({ value, codes, ...branches })) {
    if (length !== count) badNode(node, `${length} entries of ${name} for ${count} nodes`);
  }
  const leafWeights = leafWeightsOf(node, type);
  const weights: LeafWeight[][] = Array.from({ length: 3 * count }, () => []);
  const mode: Mode[] = Array.from(codes, (code) => MODES[code] ?? badMode(node, code));
  for (let leaf = count; leaf < 3 * count; leaf++) mode.push("LEAF");
  /** Index behind the nodes of the leaf that one of a node's two ways leads to. */
  const child = (from: number, to: number, isLeaf: number, way: 0 | 1): number => {
    if (isLeaf === 0) return to;
    const leaf = leafWeights[to];
    if (!leaf) badNode(node, `node ${from} leads to leaf ${to} of ${leafWeights.length}`);
    const index = count + 2 * from + way;
    weights[index] = [leaf];
    return index;
  };
  const { whenTrue, whenFalse, trueLeaf, falseLeaf } = branches;
  const nanTrue = intsOf(node, "nodes_missing_value_tracks_true");
  const roots = intsOf(node, "tree_roots").map((root) => {
    const lone = trueLeaf[root] && falseLeaf[root] && whenTrue[root] === whenFalse[root];
    if (!lone) return root;
    // onnxruntime (1.20 to 1.31) then takes the leaf with the number of the root.
    if (whenTrue[root] !== root) badNode(node, `tree of one leaf, whose number is not ${root}`);
    return count + 2 * root;
  });
  return {
    nodes: {
      mode,
      feature,
      value,
      whenTrue: whenTrue.map((to, from) => child(from, to, trueLeaf[from]!, 0)),
      whenFalse: whenFalse.map((to, from) => child(from, to, falseLeaf[from]!, 1)),
      nanTrue: Uint8Array.from(feature, (_, i) => (nanTrue[i] === 1 ? 1 : 0)),
      edges: memberEdges(node, mode, type),
      weights,
      place: (i) =>
        i < count ? `${node.at}, node ${i}` : `${node.at}, leaf of node ${(i - count) >> 1}`,
    },
    roots,
  };
}

/** A required tensor attribute. */
function tensorNumbers(node: OnnxNode, name: string, type: FloatType | "u8"): ArrayLike<number> {
  const tensor = tensorOf(node, name) ?? badNode(node, `${name} is missing`);
  if (tensor.type !== type) badNode(node, `${name} holds ${tensor.type} where ${type} is due`);
  return tensor.values;
}

function leafWeightsOf(node: OnnxNode, type: FloatType): readonly LeafWeight[] {
  const values = tensorNumbers(node, "leaf_weights", type);
  const targets = intsOf(node, "leaf_targetids");
  if (targets.length !== values.length) {
    badNode(node, `${targets.length} entries of leaf_targetids for ${values.length} leaves`);
  }
  return targets.map((score, i) => ({ score, value: values[i]! }));
}

function badMode(node: OnnxNode, code: number): never {
  badNode(node, `nodes_modes has ${code}`);
}
