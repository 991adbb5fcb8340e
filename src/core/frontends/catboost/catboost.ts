import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Model } from "../../ir/model.ts";
import { modelOf } from "../booster.ts";
import type { Candidate, FrontEnd, ReadOptions } from "../frontend.ts";
import { isCbm, readCbm } from "./cbm-model.ts";
import { isJsonModel, readJsonModel } from "./json-model.ts";
import { readCatBoost } from "./read-source.ts";

/**
 * CatBoost models of releases 0.24 to 1.2, as .cbm or JSON; the reference is `predict` of
 * CatBoostClassifier, CatBoostRegressor or CatBoostRanker, by the model's loss.
 */
export const catboost: FrontEnd = {
  id: "catboost",
  title: "CatBoost .cbm or JSON",
  takesIterations: true,
  recognises: ({ file, json }) => isCbm(file.bytes) || isJsonModel(json),
  readModel,
};

function readModel(candidate: Candidate, options: ReadOptions, problems: Problems): Model {
  const { file, json } = candidate;
  const source = isCbm(file.bytes)
    ? readCbm(file.bytes, problems)
    : readJsonModel(json, file.name, problems);
  const { iterations } = options;
  return modelOf(readCatBoost(source, { problems, classifier: false, iterations }), candidate);
}
