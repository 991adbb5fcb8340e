import { seededRandom } from "../core/verify/random.ts";
import type { SyntheticShape } from "./synthetic-xgboost.ts";

type Random = () => number;

/**
 * The text of a LightGBM 4.x regression model with full trees of random splits, digits and all: a
 * split takes about 150 bytes. Features lie between 0 and 1, and each split cuts the range that its
 * ancestors leave, as in a trained tree.
 */
export function syntheticLightgbm(shape: SyntheticShape): string {
  const random = seededRandom(shape.seed);
  const names = Array.from({ length: shape.features }, (_, i) => `sensor_${i}`);
  const trees = Array.from({ length: shape.trees }, (_, index) => treeOf(shape, index, random));
  return `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=${shape.features - 1}
objective=regression
feature_names=${names.join(" ")}
feature_infos=${names.map(() => "[0:1]").join(" ")}
tree_sizes=${trees.map((tree) => tree.length + 2).join(" ")}

${trees.join("\n\n")}

end of trees

feature_importances:

parameters:
[boosting: gbdt]

end of parameters

pandas_categorical:null
`;
}

/** Splits level by level, so that split i has the children 2i + 1 and 2i + 2, leaves behind the last. */
function treeOf({ depth, features }: SyntheticShape, index: number, random: Random): string {
  const splits = 2 ** depth - 1;
  const ofSplits = (value: (split: number) => number | string) =>
    Array.from({ length: splits }, (_, i) => value(i)).join(" ");
  const ofLeaves = (value: (leaf: number) => number | string) =>
    Array.from({ length: splits + 1 }, (_, i) => value(i)).join(" ");
  const child = (node: number) => (node < splits ? node : ~(node - splits));
  const feature = Array.from({ length: splits }, () => Math.floor(random() * features));
  const cuts = cutsOf(feature, random);
  return `Tree=${index}
num_leaves=${splits + 1}
num_cat=0
split_feature=${feature.join(" ")}
split_gain=${ofSplits(() => (random() * 100).toPrecision(6))}
threshold=${cuts.map((cut) => cut.toPrecision(17)).join(" ")}
decision_type=${ofSplits(() => 2)}
left_child=${ofSplits((split) => child(2 * split + 1))}
right_child=${ofSplits((split) => child(2 * split + 2))}
leaf_value=${ofLeaves(() => ((random() - 0.5) * 0.1).toPrecision(17))}
leaf_weight=${ofLeaves(() => 64 + Math.floor(random() * 900))}
leaf_count=${ofLeaves(() => 64 + Math.floor(random() * 900))}
internal_value=${ofSplits(() => (random() - 0.5).toPrecision(6))}
internal_weight=${ofSplits(() => 128 + Math.floor(random() * 9000))}
internal_count=${ofSplits(() => 128 + Math.floor(random() * 9000))}
is_linear=0
shrinkage=0.1
`;
}

/** A threshold for each split, inside the range that its ancestors leave for its feature. */
function cutsOf(feature: readonly number[], random: Random): readonly number[] {
  const cuts: number[] = [];
  feature.forEach((own, split) => {
    let low = 0;
    let high = 1;
    for (let child = split; child > 0; child = (child - 1) >> 1) {
      const parent = (child - 1) >> 1;
      if (feature[parent] !== own) continue;
      if (child === 2 * parent + 1) high = Math.min(high, cuts[parent]!);
      else low = Math.max(low, cuts[parent]!);
    }
    cuts.push(low + (high - low) * (0.2 + 0.6 * random()));
  });
  return cuts;
}
