import {
  choiceAt,
  failType,
  hasKey,
  type JsonObject,
  numberAt,
  numbersAt,
  objectAt,
  objectsAt,
  optionalAt,
  pathOf,
  rootObject,
  stringAt,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import { checkCount } from "../feature-list.ts";
import { splitReader } from "./json-split.ts";
import { jsonDimension, readJsonTree } from "./json-tree.ts";
import { refuseUnsupported } from "./refusals.ts";
import {
  type CategoricalFeature,
  type FloatFeature,
  type ModelInfo,
  type SourceModel,
  TREATMENTS,
} from "./source-model.ts";

export function isJsonModel(json: unknown): boolean {
  if (typeof json !== "object" || json === null) return false;
  const has = (key: string) => Object.hasOwn(json, key);
  return has("oblivious_trees") || (has("trees") && has("features_info"));
}

/** Reads what `save_model(..., format="json")` writes. */
export function readJsonModel(json: unknown, file: string, problems: Problems): SourceModel {
  const root = rootObject(json, file);
  const features = objectAt(root, "features_info");
  refuseUnsupported(
    {
      ctrs: listAt(features, "ctrs").length,
      texts: listAt(features, "text_features").length,
      embeddings: listAt(features, "embedding_features").length,
      estimated: 0,
    },
    problems,
    pathOf(features, "ctrs"),
  );
  const trees = listAt(root, hasKey(root, "oblivious_trees") ? "oblivious_trees" : "trees");
  const { dimension, scale, bias } = readScale(root, trees[0]);
  checkCount("scores", dimension, problems, "the trees");
  problems.throwIfErrors();
  const floats = listAt(features, "float_features").map(readFloat);
  const categorical = listAt(features, "categorical_features").map(readCategorical);
  const readSplit = splitReader({ floats, categorical }, problems);
  return {
    dimension,
    floats,
    categorical,
    categories: new Map(listAt(features, "cat_features_hash").map(readCategory)),
    scale,
    bias,
    info: readInfo(root),
    treeCount: trees.length,
    readTree: (index) => readJsonTree(trees[index]!, { dimension, readSplit, problems }),
  };
}

/** Objects of a list that releases leave out, or write as null, where it is empty. */
function listAt(parent: JsonObject, key: string): readonly JsonObject[] {
  return (optionalAt(parent, key) ?? null) === null ? [] : objectsAt(parent, key);
}

function readFloat(feature: JsonObject): FloatFeature {
  const hasNaN = optionalAt(feature, "has_nans");
  if (typeof hasNaN !== "boolean") {
    failType("true or false", hasNaN, pathOf(feature, "has_nans"), feature.file);
  }
  // Releases up to 1.0.6 write no borders as null.
  const borders = optionalAt(feature, "borders") === null ? [] : numbersAt(feature, "borders");
  return {
    ...columnOf(feature),
    borders: borders.map(Math.fround),
    hasNaN,
    treatment: choiceAt(feature, "nan_value_treatment", TREATMENTS),
  };
}

function readCategorical(feature: JsonObject): CategoricalFeature {
  return {
    ...columnOf(feature),
    hashes: hasKey(feature, "values") ? numbersAt(feature, "values") : [],
  };
}

function columnOf(feature: JsonObject) {
  // Releases up to 1.0.6 write names only where the model was saved with its pool.
  const key = ["feature_id", "feature_name"].find((name) => hasKey(feature, name));
  return {
    column: numberAt(feature, "flat_feature_index"),
    name: key ? stringAt(feature, key) : "",
    at: feature.path,
  };
}

function readCategory(entry: JsonObject): readonly [number, string] {
  return [numberAt(entry, "hash") >>> 0, stringAt(entry, "value")];
}

/** `[scale, [bias, ...]]`, one bias a score; before 0.24 the bias was one number. */
function readScale(root: JsonObject, first: JsonObject | undefined) {
  const pair = optionalAt(root, "scale_and_bias");
  const [scale, given] = Array.isArray(pair) && pair.length === 2 ? pair : [];
  const bias: unknown = typeof given === "number" ? spread(given, first) : given;
  if (typeof scale !== "number" || !isNumbers(bias)) {
    failType("[scale, [bias, ...]]", pair, pathOf(root, "scale_and_bias"), root.file);
  }
  return { scale, bias, dimension: bias.length };
}

function spread(bias: number, first: JsonObject | undefined): readonly number[] | undefined {
  const dimension = first ? jsonDimension(first) : 1;
  return dimension === 1 || bias === 0 ? Array.from({ length: dimension }, () => bias) : undefined;
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

function readInfo(root: JsonObject): ModelInfo {
  if (!hasKey(root, "model_info")) return () => undefined;
  const info = objectAt(root, "model_info");
  return (key) => optionalAt(info, key);
}
