import type { PickleValue } from "../../containers/pickle-values.ts";
import { isArray } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Labels } from "../../ir/model.ts";
import { type Fitted, itemsOf, pathOf } from "./fitted.ts";

const LABEL_TYPES: ReadonlyMap<string, Labels["type"]> = new Map([
  ["string", "string"],
  ["boolean", "boolean"],
  ["bigint", "integer"],
  ["number", "number"],
]);

/** `classes_`, spelled as Python prints them. */
export function readLabels(fitted: Fitted): Labels {
  const items = itemsOf(fitted, "classes_");
  const at = pathOf(fitted, "classes_");
  const type = labelType(fitted, items);
  if (!type) {
    fail(
      "sklearn/bad-attribute",
      { attribute: "classes_", found: "a mixture", expected: "labels of one type" },
      { at },
    );
  }
  return { type, names: items.map((item) => labelText(item, type)) };
}

function labelType(fitted: Fitted, items: readonly PickleValue[]): Labels["type"] | undefined {
  const classes = fitted.attributes.get("classes_");
  const type = LABEL_TYPES.get(typeof items[0]);
  if (type !== "number" && type !== "integer")
    return items.every((item) => LABEL_TYPES.get(typeof item) === type) ? type : undefined;
  if (!items.every((item) => typeof item === "number" || typeof item === "bigint"))
    return undefined;
  const floats = isArray(classes) && classes.dtype.type === "f";
  return floats || items.some((item) => !Number.isInteger(Number(item))) ? "number" : "integer";
}

function labelText(item: PickleValue, type: Labels["type"]): string {
  if (type === "boolean") return item ? "True" : "False";
  if (type === "number" && Number.isInteger(item)) return `${item}.0`;
  return String(item);
}
