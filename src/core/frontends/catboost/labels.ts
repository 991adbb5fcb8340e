import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Labels } from "../../ir/model.ts";
import { MAX_WIDTH } from "../feature-list.ts";
import { asRecord, type JsonRecord, listAt, ownValue, sectionOf } from "./info.ts";
import type { ModelInfo } from "./source-model.ts";

/** By `class_label_type`, or by the type of the labels where a release does not write that. */
const LABEL_TYPES: ReadonlyMap<unknown, Labels["type"]> = new Map<unknown, Labels["type"]>([
  ["Integer", "integer"],
  ["Float", "number"],
  ["String", "string"],
  ["Boolean", "boolean"],
  ["number", "integer"],
  ["string", "string"],
  ["boolean", "boolean"],
]);

export interface ClassLabels {
  readonly labels: Labels;
  /** Classes that the user named and training did not see: they have no score. */
  readonly unseen: readonly string[];
}

/** Labels of `count` classes in the order of their scores. Reports labels that do not fit them. */
export function labelsOf(info: ModelInfo, count: number, problems: Problems): ClassLabels {
  // Releases before 0.24 wrote multiclass_params, and nothing of two classes.
  const section = ["class_params", "multiclass_params"].find((key) => info(key) !== undefined);
  const parameters = section ? sectionOf(info, section) : {};
  const { all, seen } = namedClasses(info, parameters, count);
  const type =
    LABEL_TYPES.get(ownValue(parameters, "class_label_type")) ?? LABEL_TYPES.get(typeof all[0]);
  const mixed = all.some((label) => typeof label !== typeof all[0]);
  const isPlace = (place: number, i: number) =>
    Number.isInteger(place) && place > (seen[i - 1] ?? -1) && place < all.length;
  if (!type || mixed || !seen.every(isPlace) || seen.length !== count) {
    const found = `${all.length} labels of which ${seen.length} have a score`;
    const facts = { what: section ?? "class_params", found, expected: `${count} classes` };
    problems.add("catboost/bad-value", facts, "model_info");
    return { labels: { type: "string", names: [] }, unseen: [] };
  }
  const names = all.map((label) => labelText(label, type));
  const scored = new Set(seen);
  return {
    labels: { type, names: seen.map((place) => names[place]!) },
    unseen: names.filter((_, place) => !scored.has(place)),
  };
}

/** CatBoost looks for labels in this order. `seen`: places in `all` of those with a score. */
function namedClasses(
  info: ModelInfo,
  parameters: JsonRecord,
  count: number,
): { all: readonly unknown[]; seen: readonly number[] } {
  const places = listAt(parameters, "class_to_label");
  const names = listAt(parameters, "class_names");
  const total = Number(ownValue(parameters, "classes_count") ?? 0);
  const numbered = total > 0 && total <= MAX_WIDTH ? wholeNumbers(total) : [];
  const visible = names.length > 0 ? names : numbered;
  if (visible.length > 0) {
    return { all: visible, seen: places.length > 0 ? places.map(Number) : [...visible.keys()] };
  }
  const params = sectionOf(info, "params");
  const given = listAt(asRecord(ownValue(params, "data_processing_options")), "class_names");
  const all = [places, given, wholeNumbers(count)].find(({ length }) => length > 0)!;
  return { all, seen: [...all.keys()] };
}

function wholeNumbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** As Python prints it. */
function labelText(label: unknown, type: Labels["type"]): string {
  if (type === "boolean") return label ? "True" : "False";
  return type === "number" && Number.isInteger(label) ? `${label}.0` : String(label);
}
