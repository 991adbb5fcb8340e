import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { type Model, mapEach } from "../../ir/model.ts";
import type { Candidate, FrontEnd, ReadOptions } from "../frontend.ts";
import { isDump, readDump } from "./dump-model.ts";
import { readBooster } from "./read-source.ts";
import { isText, readTextModel } from "./text-model.ts";

/** LightGBM models of releases 3.x and 4.x, as text or as the dump; the reference is `Booster.predict`. */
export const lightgbm: FrontEnd = {
  id: "lightgbm",
  title: "LightGBM text or JSON dump",
  takesIterations: true,
  recognises: ({ file, json }) => isText(file.bytes) || isDump(json),
  readModel,
};

function readModel(candidate: Candidate, { iterations }: ReadOptions, problems: Problems): Model {
  const { file, sha256, json } = candidate;
  const source = isText(file.bytes)
    ? readTextModel(decode(file.bytes), problems)
    : readDump(json, file.name);
  const booster = readBooster(source, problems, iterations === undefined ? {} : { iterations });
  const { objective, features, named, chains, training, predictor, head, notes } = booster;
  return {
    origin: {
      library: "LightGBM",
      version: "",
      estimator: objective,
      transformers: [],
      file: file.name,
      sha256,
      notes,
    },
    inputs: { features, named, domain: "f64", mayBeMissing: true, training },
    steps: [mapEach(chains)],
    predictor,
    head,
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return fail("lightgbm/not-utf-8", {});
  }
}
