import type { FloatType } from "../../ir/number-type.ts";
import type { LeafWeight, Mode, TreeNodes } from "./ensemble.ts";
import { badNode, floatsOf, intsOf, type OnnxNode, stringsOf, tensorOf } from "./node.ts";

const MODES: ReadonlySet<string> = new Set<Mode>([
  "LEAF",
  "BRANCH_LEQ",
  "BRANCH_LT",
  "BRANCH_GTE",
  "BRANCH_GT",
  "BRANCH_EQ",
  "BRANCH_NEQ",
]);

/**
 * Numbers of TreeEnsembleClassifier and -Regressor: floats, or in release 3 of the operators a
 * tensor of the trees' own type.
 */
export function treeNumbers(node: OnnxNode, name: string, type: FloatType): ArrayLike<number> {
  const tensor = tensorOf(node, `${name}_as_tensor`);
  const floats = floatsOf(node, name);
  if (!tensor || tensor.values.length === 0) return floats;
  if (floats.length > 0) badNode(node, `both ${name} and ${name}_as_tensor are there`);
  if (tensor.type !== type) {
    badNode(node, `${name}_as_tensor holds ${tensor.type} where the input is ${type}`);
  }
  return tensor.values;
}

/**
 * The trees of TreeEnsembleClassifier and -Regressor, releases 1 and 3: parallel arrays, a node
 * named by its tree and its own id. `prefix` is that of the leaves' arrays, "class" or "target".
 */
export function readNodesById(
  node: OnnxNode,
  prefix: "class" | "target",
  type: FloatType,
): { nodes: TreeNodes; roots: number[] } {
  const trees = intsOf(node, "nodes_treeids");
  const ids = intsOf(node, "nodes_nodeids");
  const count = trees.length;
  const value = treeNumbers(node, "nodes_values", type);
  const feature = intsOf(node, "nodes_featureids");
  const mode = modesOf(node);
  const trueIds = intsOf(node, "nodes_truenodeids");
  const falseIds = intsOf(node, "nodes_falsenodeids");
  const nanTrue = intsOf(node, "nodes_missing_value_tracks_true");
  const arrays = { nodeids: ids, values: value, featureids: feature, modes: mode };
  const children = { truenodeids: trueIds, falsenodeids: falseIds };
  for (const [name, { length }] of Object.entries({ ...arrays, ...children })) {
    if (length !== count) badNode(node, `nodes_${name} has ${length} entries for ${count} nodes`);
  }

  const roots = trees.flatMap((tree, i) => (i === 0 || tree !== trees[i - 1] ? [i] : []));
  const indexOf = numberNodes(node, trees, ids);
  const place = (i: number) => `${node.at}, tree ${trees[i]}, node ${ids[i]}`;
  const child = (wanted: readonly number[]) =>
    Int32Array.from(trees, (tree, i) =>
      mode[i] === "LEAF" ? -1 : (indexOf.get(tree)?.get(wanted[i]!) ?? -1),
    );
  return {
    nodes: {
      mode,
      feature,
      value,
      whenTrue: child(trueIds),
      whenFalse: child(falseIds),
      nanTrue: Uint8Array.from(trees, (_, i) => (nanTrue[i] === 1 ? 1 : 0)),
      edges: new Map(),
      weights: readWeights(node, prefix, { type, count, indexOf }),
      place,
    },
    roots,
  };
}

type NodeNumbers = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** Tree id, node id -> index. A tree's nodes stand together. */
function numberNodes(
  node: OnnxNode,
  trees: readonly number[],
  ids: readonly number[],
): NodeNumbers {
  const numbers = new Map<number, Map<number, number>>();
  let current = new Map<number, number>();
  trees.forEach((tree, i) => {
    if (i === 0 || tree !== trees[i - 1]) {
      if (numbers.has(tree)) badNode(node, `the nodes of tree ${tree} do not stand together`);
      current = new Map();
      numbers.set(tree, current);
    }
    if (current.has(ids[i]!)) badNode(node, `node ${ids[i]} of tree ${tree} stands twice`);
    current.set(ids[i]!, i);
  });
  return numbers;
}

function modesOf(node: OnnxNode): readonly Mode[] {
  const modes = stringsOf(node, "nodes_modes");
  const odd = modes.find((mode) => !MODES.has(mode));
  if (odd !== undefined) badNode(node, `nodes_modes has ${JSON.stringify(odd)}`);
  return modes as readonly Mode[];
}

/** What each leaf adds; a leaf's entries are added in the order that they stand in. */
function readWeights(
  node: OnnxNode,
  prefix: string,
  { type, count, indexOf }: { type: FloatType; count: number; indexOf: NodeNumbers },
): readonly LeafWeight[][] {
  const trees = intsOf(node, `${prefix}_treeids`);
  const ids = intsOf(node, `${prefix}_nodeids`);
  const scores = intsOf(node, `${prefix}_ids`);
  const values = treeNumbers(node, `${prefix}_weights`, type);
  for (const { length } of [ids, scores, values]) {
    if (length !== trees.length) badNode(node, `the arrays ${prefix}_... differ in length`);
  }
  const weights: LeafWeight[][] = Array.from({ length: count }, () => []);
  trees.forEach((tree, i) => {
    const leaf = indexOf.get(tree)?.get(ids[i]!);
    if (leaf === undefined) {
      badNode(node, `${prefix}_nodeids names node ${ids[i]} of tree ${tree}, which does not exist`);
    }
    weights[leaf]!.push({ score: scores[i]!, value: values[i]! });
  });
  return weights;
}
