import { seededRandom } from "../core/verify/random.ts";

export interface SyntheticShape {
  readonly trees: number;
  /** Of every path: a tree of depth 8 has 255 splits and 256 leaves. */
  readonly depth: number;
  readonly features: number;
  readonly seed: number;
}

type Random = () => number;

/**
 * The text of an XGBoost 3.x regression model with full trees of random splits. Features lie
 * between 0 and 1, and each split cuts the range that its ancestors leave, as in a trained tree.
 */
export function syntheticXgboost(shape: SyntheticShape): string {
  const random = seededRandom(shape.seed);
  const trees = Array.from({ length: shape.trees }, (_, id) => treeOf(shape, id, random));
  return JSON.stringify({
    learner: {
      attributes: {},
      feature_names: [],
      feature_types: [],
      gradient_booster: {
        model: {
          gbtree_model_param: { num_parallel_tree: "1", num_trees: String(shape.trees) },
          iteration_indptr: Array.from({ length: shape.trees + 1 }, (_, i) => i),
          tree_info: new Array(shape.trees).fill(0),
          trees,
        },
        name: "gbtree",
      },
      learner_model_param: {
        base_score: "5E-1",
        boost_from_average: "1",
        num_class: "0",
        num_feature: String(shape.features),
        num_target: "1",
      },
      objective: { name: "reg:squarederror", reg_loss_param: { scale_pos_weight: "1" } },
    },
    version: [3, 0, 5],
  });
}

/** Nodes level by level, so that node i has the children 2i + 1 and 2i + 2. */
function treeOf({ depth, features }: SyntheticShape, id: number, random: Random): object {
  const splits = 2 ** depth - 1;
  const nodes = 2 * splits + 1;
  const each = (value: (node: number) => number) =>
    Array.from({ length: nodes }, (_, i) => value(i));
  const isSplit = (node: number) => node < splits;
  const feature = each((node) => (isSplit(node) ? Math.floor(random() * features) : 0));
  const threshold = cutsOf(feature.slice(0, splits), random);
  return {
    base_weights: each(() => Math.fround(random() - 0.5)),
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
    default_left: each(() => 0),
    id,
    left_children: each((node) => (isSplit(node) ? 2 * node + 1 : -1)),
    loss_changes: each((node) => (isSplit(node) ? Math.fround(random()) : 0)),
    parents: each((node) => (node === 0 ? 2147483647 : (node - 1) >> 1)),
    right_children: each((node) => (isSplit(node) ? 2 * node + 2 : -1)),
    split_conditions: each((node) => threshold[node] ?? Math.fround((random() - 0.5) * 0.1)),
    split_indices: feature,
    split_type: each(() => 0),
    sum_hessian: each((node) => 2 ** (depth - Math.floor(Math.log2(node + 1)))),
    tree_param: {
      num_deleted: "0",
      num_feature: String(features),
      num_nodes: String(nodes),
      size_leaf_vector: "1",
    },
  };
}

/** A threshold for each split, inside the range that its ancestors leave for its feature. */
function cutsOf(feature: readonly number[], random: Random): readonly number[] {
  const cuts: number[] = [];
  feature.forEach((own, node) => {
    let low = 0;
    let high = 1;
    for (let child = node; child > 0; child = (child - 1) >> 1) {
      const parent = (child - 1) >> 1;
      if (feature[parent] !== own) continue;
      if (child === 2 * parent + 1) high = Math.min(high, cuts[parent]!);
      else low = Math.max(low, cuts[parent]!);
    }
    cuts.push(Math.fround(low + (high - low) * (0.2 + 0.6 * random())));
  });
  return cuts;
}
