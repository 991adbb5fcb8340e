import {
  hasKey,
  type JsonObject,
  objectAt,
  pathOf,
  rootObject,
  stringAt,
  stringsAt,
} from "../../containers/json-view.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { type Head, type Model, mapEach, valueHead } from "../../ir/model.ts";
import { checkCount, featureList } from "../feature-list.ts";
import type { Candidate, FrontEnd, Scaler } from "../frontend.ts";
import { addEnsemble } from "./ensemble.ts";
import { type Estimator, isEstimator, readEstimator } from "./estimators.ts";
import { isScaler, readScaler, scalerWidth } from "./scaler.ts";

/**
 * `JSON.stringify(model)` of ml-cart 2.1.1 and ml-random-forest 2.1.0, either as it is or wrapped:
 * `{ "model": ..., "scaler": ..., "features": [...], "classes": [...], "name": ... }`, all but
 * `model` optional. A scaler apart is such a document without `model`.
 */
export const mlCart: FrontEnd = {
  id: "ml-cart",
  title: "ml-cart or ml-random-forest JSON",
  recognises: ({ json }) => isEstimator(json) || isWrapped(json) || holdsScaler(json),
  readModel: (candidate, _options, problems) => readDocument(candidate, problems),
  readScaler: (candidate, _options, problems) => readApart(candidate, problems),
};

function holdsScaler(json: unknown): boolean {
  if (typeof json !== "object" || json === null || !Object.hasOwn(json, "scaler")) return false;
  return isScaler((json as { scaler: unknown }).scaler);
}

function readApart({ file, json }: Candidate, problems: Problems): Scaler {
  const document = rootObject(json, file.name);
  if (!hasKey(document, "scaler")) {
    fail("scaler/no-scaler", { found: "a file of ml-cart or ml-random-forest without one" });
  }
  const width = scalerWidth(document);
  checkCount("features", width, problems, "scaler");
  const names = hasKey(document, "features") ? stringsAt(document, "features") : [];
  problems.throwIfErrors();
  const { features, named } = featureList(width, names, problems, "features");
  const { name, chains } = readScaler(document, width, problems);
  problems.throwIfErrors();
  return {
    transformers: [name],
    features,
    named,
    columns: mapEach(chains).columns,
    type: "f64",
    notes: [],
  };
}

function isWrapped(json: unknown): boolean {
  if (typeof json !== "object" || json === null || !Object.hasOwn(json, "model")) return false;
  return isEstimator((json as { model: unknown }).model);
}

function readDocument({ file, sha256, json }: Candidate, problems: Problems): Model {
  const document = rootObject(json, file.name);
  const wrapped = isWrapped(json);
  if (!wrapped && holdsScaler(json)) fail("ml-cart/no-model", {});
  const modelObject = wrapped ? objectAt(document, "model") : document;
  const estimator = readEstimator(modelObject, problems);
  const hasScaler = wrapped && hasKey(document, "scaler");
  const names = wrapped && hasKey(document, "features") ? stringsAt(document, "features") : [];
  const { width, source } = featureCount(estimator, names, hasScaler ? document : undefined);
  checkCount("features", width, problems, "splitColumn");
  const classCount = estimator.trees.reduce((most, tree) => Math.max(most, tree.classes), 1);
  checkCount("classes", classCount, problems, "distribution");
  problems.throwIfErrors();

  const list = featureList(width, names, problems, "features");
  const scaler = hasScaler ? readScaler(document, width, problems) : undefined;
  const labels = readLabels(wrapped ? document : undefined, classCount, problems);
  problems.throwIfErrors();
  const ensemble = addEnsemble(estimator, { width, classes: labels.names.length }, problems);
  return {
    origin: {
      library: estimator.library,
      version: "",
      estimator: estimator.className,
      transformers: scaler ? [scaler.name] : [],
      ...(wrapped && hasKey(document, "name") ? { name: stringAt(document, "name") } : {}),
      file: file.name,
      sha256,
      notes: notesOn(estimator, width, source),
    },
    inputs: {
      ...list,
      domain: "f64",
      mayBeMissing: true,
      training: {
        seen: "unknown",
        because: `${estimator.library} sends NaN right at every split and records nothing of training`,
      },
    },
    steps: scaler ? [mapEach(scaler.chains)] : [],
    predictor: ensemble,
    head: headOf(estimator, labels),
  };
}

type CountSource = "names" | "scaler" | "columns";

/** The model does not say how many features it was trained with; what stands beside it may. */
function featureCount(
  { trees, columns }: Estimator,
  names: readonly string[],
  withScaler: JsonObject | undefined,
): { width: number; source: CountSource } {
  if (names.length > 0) return { width: names.length, source: "names" };
  if (withScaler) return { width: scalerWidth(withScaler), source: "scaler" };
  let last = 0;
  for (const column of columns ? columns.flat() : trees.map((tree) => tree.lastColumn)) {
    last = Math.max(last, column);
  }
  return { width: last + 1, source: "columns" };
}

function notesOn({ combine, library }: Estimator, width: number, source: CountSource): string[] {
  const notes: string[] = [];
  if (source === "columns") {
    notes.push(
      `${library} does not store the number of features: ${width}, by the last column the trees use; --features names them`,
    );
  }
  if (combine === "vote") {
    notes.push(
      "probabilities are votes / trees; predictProbability of ml-random-forest miscounts the first tree's vote",
    );
  }
  return notes;
}

type Labels = Extract<Head, { kind: "classes" }>["labels"];

/** ml-cart's classes are the integers from 0; `classes` of the wrapper names them. */
function readLabels(
  document: JsonObject | undefined,
  classCount: number,
  problems: Problems,
): Labels {
  if (!document || !hasKey(document, "classes")) {
    return { type: "integer", names: Array.from({ length: classCount }, (_, i) => String(i)) };
  }
  const names = stringsAt(document, "classes");
  if (names.length < classCount) {
    const facts = { names: names.length, classes: classCount };
    problems.add("ml-cart/too-few-classes", facts, pathOf(document, "classes"));
  }
  return { type: "string", names };
}

function headOf({ isClassifier, combine }: Estimator, labels: Labels): Head {
  if (!isClassifier) return valueHead(1);
  const decide = combine === "vote" ? { kind: "winner" as const } : { kind: "argmax" as const };
  return { kind: "classes", labels, link: "identity", type: "f64", decide };
}
