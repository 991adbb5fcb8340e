import { evaluate } from "../../../../src/core/ir/evaluate.ts";
import { read } from "../reading.ts";

/** x[1] <= 2.5 ? (x[0] <= -1 ? leaf 0 : leaf 2) : leaf 1. NaN right at the root; there is none below. */
export const text = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=binary sigmoid:1
feature_names=rms temp=C
feature_infos=[-3.5:7] none
tree_sizes=300 60

Tree=0
num_leaves=3
num_cat=0
split_feature=1 0
split_gain=10 2
threshold=2.5 -1
decision_type=8 2
left_child=1 -1
right_child=-2 -3
leaf_value=0.1 -0.25 0.5
leaf_weight=1 1 1
leaf_count=4 10 6
internal_value=0 0
internal_weight=2 1
internal_count=20 10
is_linear=0
shrinkage=1


Tree=1
num_leaves=1
num_cat=0
split_feature=
threshold=
decision_type=
left_child=
right_child=
leaf_value=0.2
is_linear=0
shrinkage=0.1


end of trees

feature_importances:
rms=1

parameters:
[boosting: gbdt]
end of parameters

pandas_categorical:null
`;

const leaf = (leaf_index: number, leaf_value: number, leaf_count: number) => ({
  leaf_index,
  leaf_value,
  leaf_count,
});

/** The same model as LightGBM dumps it. */
export const dump = {
  name: "tree",
  version: "v4",
  num_class: 1,
  num_tree_per_iteration: 1,
  label_index: 0,
  max_feature_idx: 1,
  objective: "binary sigmoid:1",
  average_output: false,
  feature_names: ["rms", "temp=C"],
  monotone_constraints: [],
  feature_infos: { rms: { min_value: -3.5, max_value: 7, values: [] } },
  tree_info: [
    {
      tree_index: 0,
      num_leaves: 3,
      num_cat: 0,
      shrinkage: 1,
      tree_structure: {
        split_index: 0,
        split_feature: 1,
        threshold: 2.5,
        decision_type: "<=",
        default_left: false,
        missing_type: "NaN",
        internal_count: 20,
        left_child: {
          split_index: 1,
          split_feature: 0,
          threshold: -1,
          decision_type: "<=",
          default_left: true,
          missing_type: "None",
          internal_count: 10,
          left_child: leaf(0, 0.1, 4),
          right_child: leaf(2, 0.5, 6),
        },
        right_child: leaf(1, -0.25, 10),
      },
    },
    { tree_index: 1, num_leaves: 1, num_cat: 0, tree_structure: { leaf_value: 0.2 } },
  ],
  pandas_categorical: null,
};
export const ROOT = "tree_info[0].tree_structure";

/** The text with one line replaced, or removed. `tree`: the line of that tree instead of the first. */
export function withLine(key: string, line: string | undefined, tree = 0): string {
  const block = text.indexOf(`\nTree=${tree}\n`);
  const header = text.indexOf(`\n${key}=`);
  const at =
    header >= 0 && header < block && tree === 0 ? header : text.indexOf(`\n${key}=`, block);
  if (at < 0) throw new Error(`no ${key} in the text`);
  const end = text.indexOf("\n", at + 1);
  return text.slice(0, at) + (line === undefined ? "" : `\n${line}`) + text.slice(end);
}
export const withValue = (key: string, value: string, tree = 0) =>
  withLine(key, `${key}=${value}`, tree);
export const rawOf = (document: unknown, row: readonly number[]) =>
  evaluate(read(document), row).raw[0];
