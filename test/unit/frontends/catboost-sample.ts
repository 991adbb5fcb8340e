import { flatBuffer, type Table } from "../../support/flatbuffer-bytes.ts";

const CHILD = 0xffffffff;

/**
 * f0 > 0.8 (bit 0) and f2 > 0.05 (bit 1), then f0 > 0.45 and f2 > 1.6; bias 2.5. Column 1 is a
 * category of which 2 and -3 matter. f0 saw NaN, which counts as infinite.
 */
export const sample = {
  features_info: {
    cat_features_hash: [
      { hash: 3010176887, value: "2" },
      { hash: 7, value: "-3" },
    ],
    categorical_features: [
      { feature_id: "code", feature_index: 0, flat_feature_index: 1, values: [-1284790409, 7] },
    ],
    float_features: [
      {
        borders: [0.44999998807907104, 0.7999999523162842],
        feature_id: "rms",
        feature_index: 0,
        flat_feature_index: 0,
        has_nans: true,
        nan_value_treatment: "AsTrue",
      },
      {
        borders: [0.05000000074505806, 1.600000023841858],
        feature_id: "temp",
        feature_index: 1,
        flat_feature_index: 2,
        has_nans: false,
        nan_value_treatment: "AsTrue",
      },
    ],
  },
  model_info: {
    binclass_probability_threshold: "0.5",
    catboost_version_info: "Git info:\n    Branch: tags/v1.2.10\n",
    class_params: {
      class_label_type: "String",
      class_names: ["new", "worn"],
      class_to_label: [0, 1],
      classes_count: 0,
    },
    params: { loss_function: { params: {}, type: "Logloss" } },
  },
  oblivious_trees: [
    {
      leaf_values: [-1.25, -0.25, -0.75, 2.25],
      leaf_weights: [4, 3, 2, 1],
      splits: [border(0, 0.7999999523162842, 1), border(1, 0.05000000074505806, 2)],
    },
    {
      leaf_values: [-0.75, 0, -0.375, 1.125],
      leaf_weights: [1, 2, 3, 4],
      splits: [border(0, 0.44999998807907104, 0), border(1, 1.600000023841858, 3)],
    },
    { leaf_values: [0.5], leaf_weights: [10], splits: null },
    {
      leaf_values: [0, 16],
      leaf_weights: [9, 1],
      splits: [
        { cat_feature_index: 0, split_index: 5, split_type: "OneHotFeature", value: 7 },
      ] as object[],
    },
  ],
  scale_and_bias: [1, [2.5]],
};

function border(feature: number, value: number, index: number): object {
  return {
    border: value,
    float_feature_index: feature,
    split_index: index,
    split_type: "FloatFeature",
  };
}

/** f0 > 0.8 ? (f2 > 1.6 ? 3 : 2) : 1, then a leaf of 0.25; of a regression without bias. */
export const nested = {
  ...sample,
  features_info: { float_features: sample.features_info.float_features },
  model_info: { params: { loss_function: { type: "RMSE" } } },
  oblivious_trees: undefined,
  trees: [
    {
      left: { value: 1, weight: 5 },
      right: {
        left: { value: 2, weight: 3 },
        right: { value: 3, weight: 2 },
        split: border(1, 1.600000023841858, 3),
      },
      split: border(0, 0.7999999523162842, 1),
    },
    { value: 0.25, weight: 10 },
  ],
  scale_and_bias: [1, [0]],
};

const text = (value: string) => ({ text: value });
const none = { tables: [] };

/** What a .cbm file is made of. */
export interface CbmParts {
  readonly format?: string;
  readonly info?: Readonly<Record<string, string>>;
  /** Fields of the table of trees, by slot. */
  readonly trees?: Readonly<Record<number, Table[number]>>;
  readonly parts?: readonly string[];
}

const floatFeatures: readonly Table[] = sample.features_info.float_features.map((feature) => [
  { i8: feature.has_nans ? 1 : 0 },
  { i32: feature.feature_index },
  { i32: feature.flat_feature_index },
  { f32s: feature.borders },
  text(feature.feature_id),
  { i8: 2 },
]);

/** The sample's two first trees and the one of a leaf, without the category. */
const symmetric: Readonly<Record<number, Table[number]>> = {
  0: { i32: 1 },
  1: { i32s: [1, 2, 0, 3] },
  2: { i32s: [2, 2, 0] },
  3: { i32s: [0, 2, 4] },
  4: none,
  5: { tables: floatFeatures },
  6: none,
  7: none,
  8: { f64s: [-1.25, -0.25, -0.75, 2.25, -0.75, 0, -0.375, 1.125, 0.5] },
  9: { f64s: [4, 3, 2, 1, 1, 2, 3, 4, 10] },
  10: none,
  11: none,
  12: none,
  13: none,
  14: { f64: 1 },
  16: { f64s: [2.5] },
  18: none,
};

/** The nested trees; the root's left leaf is the root itself, reached by a step of zero. */
export const stepped: Readonly<Record<number, Table[number]>> = {
  ...symmetric,
  1: { i32s: [1, 3, 0, 0, 0] },
  2: { i32s: [4, 1] },
  3: { i32s: [0, 4] },
  8: { f64s: [1, 2, 3, 0.25] },
  9: { f64s: [5, 3, 2, 10] },
  10: { u32s: [1 << 16, 1 | (2 << 16), 0, 0, 0] },
  11: { u32s: [0, CHILD, 1, 2, 3] },
  16: { f64s: [0] },
};

const LABELS = JSON.stringify(sample.model_info.class_params);

export const INFO = {
  class_params: LABELS,
  params: '{"loss_function":{"params":{},"type":"Logloss"}}',
};

/** Bytes of a .cbm file: the sample without its category, changed by `parts`. */
export function cbm({
  format = "FlabuffersModel_v1",
  info = INFO,
  trees = {},
  parts = [],
}: CbmParts = {}): Uint8Array {
  const slots = { ...symmetric, ...trees };
  const last = Math.max(...Object.keys(slots).map(Number));
  const core = flatBuffer([
    text(format),
    { table: Array.from({ length: last + 1 }, (_, slot) => slots[slot]) },
    { tables: Object.entries(info).map(([key, value]): Table => [text(key), text(value)]) },
    ...(parts.length > 0 ? [{ tables: parts.map((): Table => []) }] : []),
  ]);
  const bytes = new Uint8Array(8 + core.length);
  bytes.set([0x43, 0x42, 0x4d, 0x31]);
  new DataView(bytes.buffer).setUint32(4, core.length, true);
  bytes.set(core, 8);
  return bytes;
}
