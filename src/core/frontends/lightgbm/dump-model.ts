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
import type { Problems } from "../../diagnostics/diagnostic.ts";
import { readDumpTree } from "./dump-tree.ts";
import type { Located, SourceModel } from "./source-file.ts";

export function isDump(json: unknown): boolean {
  return typeof json === "object" && json !== null && Object.hasOwn(json, "tree_info");
}

/** Reads what `dump_model` gives, saved as JSON. */
export function readDump(json: unknown, file: string, problems: Problems): SourceModel {
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
    ranges: rangesOf(root),
    pandasCategorical: {
      value: optionalAt(root, "pandas_categorical") ?? null,
      at: "pandas_categorical",
    },
    treeCount: { value: arrayAt(root, "tree_info").length, at: "tree_info" },
    readTree: (index) => readDumpTree(trees[index]!, problems),
  };
}

function located<T>(
  root: JsonObject,
  key: string,
  read: (parent: JsonObject, key: string) => T,
): Located<T> {
  return { value: read(root, key), at: pathOf(root, key) };
}

/** `feature_infos` by feature name, each with min_value and max_value. */
function rangesOf(root: JsonObject): SourceModel["ranges"] {
  if (!hasKey(root, "feature_infos")) return [];
  const infos = objectAt(root, "feature_infos");
  return stringsAt(root, "feature_names").map((name) => {
    const info = optionalAt(infos, name);
    if (typeof info !== "object" || info === null) return undefined;
    const { min_value: low, max_value: high } = info as Readonly<Record<string, unknown>>;
    const finite = Number.isFinite(low) && Number.isFinite(high);
    return finite && (low as number) <= (high as number)
      ? ([low as number, high as number] as const)
      : undefined;
  });
}
