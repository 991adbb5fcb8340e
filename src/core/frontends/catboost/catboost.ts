import type { Problems } from "../../diagnostics/diagnostic.ts";
import { type Model, mapEach } from "../../ir/model.ts";
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
  const { file, sha256, json } = candidate;
  const source = isCbm(file.bytes)
    ? readCbm(file.bytes, problems)
    : readJsonModel(json, file.name, problems);
  const { iterations } = options;
  const read = readCatBoost(source, { problems, classifier: false, iterations });
  return {
    origin: {
      library: "CatBoost",
      version: read.version,
      estimator: read.loss,
      transformers: [],
      file: file.name,
      sha256,
      notes: read.notes,
    },
    inputs: {
      features: read.features,
      named: read.named,
      domain: "f64",
      mayBeMissing: true,
      training: read.training,
    },
    steps: [mapEach(read.chains)],
    predictor: read.predictor,
    head: read.head,
  };
}
