import { parseJsonDocument } from "../../containers/json.ts";
import {
  hasKey,
  type JsonObject,
  objectAt,
  rootObject,
  stringsAt,
} from "../../containers/json-view.ts";
import {
  isDict,
  isObject,
  type PickleDict,
  type PickleList,
  type PickleValue,
} from "../../containers/pickle-values.ts";
import { readUbjson } from "../../containers/ubjson.ts";

import { MAX_WIDTH } from "../feature-list.ts";
import { isOldBinary, refuseForeignForm } from "./foreign-forms.ts";
import { countAt } from "./parameters.ts";

/** The state of a wrapper's `_Booster`, or the Booster's own. */
function boosterState(own: PickleDict): PickleDict {
  const booster = own.get("_Booster");
  return isObject(booster) && isDict(booster.state) ? booster.state : own;
}

/**
 * The model's document in a Booster's `handle`: UBJSON from release 1.6 on, JSON text before, both
 * of `Config` and `Model`. Undefined where nothing was fitted. Old binary forms are refused.
 */
export function pickledDocument(own: PickleDict, path: string): JsonObject | undefined {
  const handle: PickleValue | undefined = boosterState(own).get("handle");
  if (!(handle instanceof Uint8Array)) return undefined;
  if (isOldBinary(handle)) refuseForeignForm("old-binary", path);
  const document = parseJsonDocument(handle) ?? readUbjson(handle);
  const root = rootObject(document, "");
  return hasKey(root, "Model") ? objectAt(root, "Model") : root;
}

/** The attributes of a wrapper or Booster with what scikit-learn would call its own. */
export function xgboostAttributes(own: PickleDict, path: string): PickleDict {
  const root = pickledDocument(own, path);
  if (!root) return own;
  const learner = objectAt(root, "learner");
  const width = countAt(objectAt(learner, "learner_model_param"), "num_feature");
  const names = hasKey(learner, "feature_names") ? stringsAt(learner, "feature_names") : [];
  const classes = classesOf(own);
  return new Map<PickleValue, PickleValue>([
    ...[...own].filter(([key]) => key !== "classes_"),
    ["n_features_in_", width],
    ...(names.length === 0 ? [] : [["feature_names_in_", [...names]] as [string, PickleList]]),
    ...(classes ? [["classes_", classes] as [string, PickleValue]] : []),
  ]);
}

/** A classifier's labels are 0 ... K-1, except in release 1.5, which learned others. */
function classesOf(own: PickleDict): PickleValue | undefined {
  const encoder = own.get("_le");
  if (isObject(encoder) && isDict(encoder.state)) return encoder.state.get("classes_");
  const count = own.get("n_classes_");
  if (typeof count !== "number" || !(count >= 1 && count <= MAX_WIDTH)) return undefined;
  return Array.from({ length: Math.floor(count) }, (_, label) => label);
}
