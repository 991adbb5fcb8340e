import {
  arrayAt,
  hasKey,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  optionalAt,
  pathOf,
  rootObject,
  stringAt,
  stringsAt,
} from "../../containers/json-view.ts";
import { readDumpTree } from "./dump-tree.ts";
import { codesInfo, type FeatureInfo, rangeInfo } from "./feature-info.ts";
import type { Located, SourceModel } from "./source-file.ts";

export function isDump(json: unknown): boolean {
  return typeof json === "object" && json !== null && Object.hasOwn(json, "tree_info");
}

/** Reads what `dump_model` gives, saved as JSON. */
export function readDump(json: unknown, file: string): SourceModel {
  const root = rootObject(json, file);
  const trees = objectsAt(root, "tree_info");
  const features = located(root, "max_feature_idx", numberAt);
  return {
    version: located(root, "version", stringAt),
    classes: located(root, "num_class", numberAt),
    scores: located(root, "num_tree_per_iteration", numberAt),
    features: { ...features, value: features.value + 1 },
    ...(hasKey(root, "objective") ? { objective: located(root, "objective", stringAt) } : {}),
    averaged: optionalAt(root, "average_output") === true,
    names: located(root, "feature_names", stringsAt),
    infos: infosOf(root),
    categorical: new Set(),
    pandasCategorical: {
      value: optionalAt(root, "pandas_categorical") ?? null,
      at: "pandas_categorical",
    },
    treeCount: { value: arrayAt(root, "tree_info").length, at: "tree_info" },
    readTree: (index) => readDumpTree(trees[index]!),
  };
}

function located<T>(
  root: JsonObject,
  key: string,
  read: (parent: JsonObject, key: string) => T,
): Located<T> {
  return { value: read(root, key), at: pathOf(root, key) };
}

/** `feature_infos` by feature name, each with min_value, max_value and, of categories, values. */
function infosOf(root: JsonObject): readonly FeatureInfo[] {
  const infos = hasKey(root, "feature_infos") ? objectAt(root, "feature_infos") : undefined;
  return stringsAt(root, "feature_names").map((name) => {
    const info = infos && optionalAt(infos, name);
    if (typeof info !== "object" || info === null) return {};
    const { min_value: low, max_value: high, values } = info as Readonly<Record<string, unknown>>;
    if (Array.isArray(values) && values.length > 0) return codesInfo(values.map(Number));
    return rangeInfo(asNumber(low), asNumber(high));
  });
}

function asNumber(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
