import { isDict, isObject, type PickleDict } from "../../containers/pickle-values.ts";
import { excerpt } from "../../containers/text-lines.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { madeUpNames } from "./names.ts";

/** A Booster's attributes: a wrapper's `_Booster`, or the object's own. */
export function boosterState(own: PickleDict): PickleDict {
  const booster = own.get("_Booster");
  return isObject(booster) && isDict(booster.state) ? booster.state : own;
}

/** The text of the model: `handle` up to release 3.x, `_handle` from 4.0. */
export function modelText(own: PickleDict): string | undefined {
  const state = boosterState(own);
  const text = state.get("_handle") ?? state.get("handle");
  return typeof text === "string" ? text : undefined;
}

/** The attributes of a wrapper or Booster with what scikit-learn would call its own. */
export function lightGbmAttributes(own: PickleDict, path: string): PickleDict {
  const text = modelText(own);
  if (text === undefined) return own;
  const last = headerValue(text, "max_feature_idx", path);
  if (!/^\d{1,9}$/.test(last)) {
    const facts = { key: "max_feature_idx", found: excerpt(last), expected: "a count" };
    fail("lightgbm/bad-value", facts, { at: path });
  }
  const names = headerValue(text, "feature_names", path).split(" ").filter(Boolean);
  // None in a regressor.
  const classes = own.get("_classes") ?? undefined;
  return new Map([
    ...own,
    ["n_features_in_", Number(last) + 1],
    ...(madeUpNames(names) ? [] : [["feature_names_in_", names] as const]),
    ...(classes === undefined ? [] : [["classes_", classes] as const]),
  ]);
}

function headerValue(text: string, key: string, at: string): string {
  const value = new RegExp(`^${key}=(.*)$`, "m").exec(text)?.[1];
  return value ?? fail("lightgbm/missing-key", { key }, { at });
}
