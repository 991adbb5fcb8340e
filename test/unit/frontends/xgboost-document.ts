/** x[1] < 2.45 ? -0.4 : (x[0] < -1 ? 0.25 : 0.5), NaN left at the root and right below. */
export const tree = {
  tree_param: { num_nodes: "5", num_feature: "2", size_leaf_vector: "1" },
  left_children: [1, -1, 3, -1, -1],
  right_children: [2, -1, 4, -1, -1],
  split_indices: [1, 0, 0, 0, 0],
  split_conditions: [2.45, -0.4, -1, 0.25, 0.5],
  split_type: [0, 0, 0, 0, 0],
  default_left: [1, 0, 0, 0, 0],
  sum_hessian: [10, 4, 6, 2, 4],
};

export const document = {
  version: [2, 1, 4],
  learner: {
    attributes: {},
    feature_names: ["rms", "temp"],
    feature_types: ["float", "float"],
    gradient_booster: {
      name: "gbtree",
      model: {
        gbtree_model_param: { num_trees: "2", num_parallel_tree: "1" },
        iteration_indptr: [0, 1, 2],
        tree_info: [0, 0],
        trees: [tree, { ...structuredClone(tree), default_left: [0, 0, 0, 0, 0] }],
      },
    },
    learner_model_param: {
      base_score: "5E-1",
      num_class: "0",
      num_feature: "2",
      num_target: "1",
    },
    objective: { name: "binary:logistic" },
  },
};

export const LEARNER = "learner.learner_model_param";
export const MODEL = "learner.gradient_booster.model";

/** The first 176 bytes, in base64, of files that save_model of old releases wrote. */
export const OLD_BINARIES = [
  {
    release: "1.6.2",
    start:
      "YmluZgAAAD8DAAAAAAAAAAEAAAAAAAAAAQAAAAYAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPAAAAAAAAAGJpbmFyeTpsb2dpc3RpYwYAAAAAAAAAZ2J0cmU=",
  },
  {
    release: "0.90",
    start:
      "AAAAgAMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA8AAAAAAAAAYmluYXJ5OmxvZ2lzdGljBgAAAAAAAABnYnRyZWUBAAA=",
  },
];
