import { toNumbers } from "../../containers/numpy-array.ts";
import type { PickleValue } from "../../containers/pickle-values.ts";
import { isArray } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import type { Labels } from "../../ir/model.ts";
import { isF32 } from "../../math.ts";
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

/** `classes_` of several outputs: each class's number. */
export function readLabelNumbers(fitted: Fitted): readonly (readonly number[])[] {
  return itemsOf(fitted, "classes_").map((own, output) => {
    const numbers = isArray(own) ? toNumbers(own) : undefined;
    const at = pathOf(fitted, `classes_[${output}]`);
    if (!numbers || numbers.length === 0 || !numbers.every(isF32)) {
      const what = `${fitted.className} with several outputs whose labels are no floats`;
      const advice = "train it on whole numbers that stand for the labels";
      fail("sklearn/unsupported-option", { what, advice }, { at });
    }
    return Array.from(numbers);
  });
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
