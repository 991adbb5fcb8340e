import { hasKey, type JsonObject, objectAt, rootObject } from "../../containers/json-view.ts";
import { readUbjson } from "../../containers/ubjson.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Model } from "../../ir/model.ts";
import { modelOf } from "../booster.ts";
import type { Candidate, FrontEnd, ReadOptions } from "../frontend.ts";
import { readDocument } from "./document.ts";
import { foreignForm, isUbjsonModel, refuseForeignForm } from "./foreign-forms.ts";
import { wrapperOf } from "./wrapper-attribute.ts";

/** XGBoost models saved as JSON or UBJSON by releases 1.6 to 3.x. */
export const xgboost: FrontEnd = {
  id: "xgboost",
  title: "XGBoost JSON or UBJSON",
  takesIterations: true,
  recognises(content) {
    const { file, json } = content;
    if (foreignForm(content) || isUbjsonModel(file.bytes)) return true;
    return typeof json === "object" && json !== null && Object.hasOwn(json, "learner");
  },
  readModel,
};

function readModel(candidate: Candidate, options: ReadOptions, problems: Problems): Model {
  const form = foreignForm(candidate);
  if (form) refuseForeignForm(form);
  const root = openDocument(candidate);
  const { iterations, sparse } = options;
  return modelOf(
    readDocument(root, { ...wrapperOf(root), iterations, sparse }, problems),
    candidate,
  );
}

function openDocument({ file, json }: Candidate): JsonObject {
  const root = rootObject(json ?? readUbjson(file.bytes), file.name);
  // What a Booster pickles has the configuration beside the model.
  return hasKey(root, "Model") ? objectAt(root, "Model") : root;
}
