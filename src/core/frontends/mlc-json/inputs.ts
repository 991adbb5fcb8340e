import {
  choiceAt,
  hasKey,
  type JsonObject,
  objectAt,
  objectsAt,
  optionalAt,
  pathOf,
  stringAt,
  stringsAt,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Feature, Inputs, Origin, TrainingMissing } from "../../ir/model.ts";
import { INTEGER_RANGE, type NumberType } from "../../ir/number-type.ts";
import { checkCount, featureList } from "../feature-list.ts";
import type { Candidate } from "../frontend.ts";
import { booleanAt, exactNumberAt, exactNumbersAt } from "./numbers.ts";

const DOMAINS = ["f64", "f32", ...Object.keys(INTEGER_RANGE)] as NumberType[];

export function readInputs(document: JsonObject, problems: Problems): Inputs {
  const inputs = objectAt(document, "inputs");
  const at = pathOf(inputs, "features");
  const features = objectsAt(inputs, "features").map((item) => readFeature(item, problems));
  const names = features.map(({ name }) => name);
  if (checkCount("features", features.length, problems, at)) {
    featureList(features.length, names, problems, at);
  }
  return {
    features,
    named: booleanAt(inputs, "named", true),
    domain: hasKey(inputs, "domain") ? choiceAt(inputs, "domain", DOMAINS) : "f64",
    mayBeMissing: booleanAt(inputs, "mayBeMissing", true),
    training: hasKey(inputs, "training")
      ? readTraining(objectAt(inputs, "training"))
      : { seen: "unknown", because: "the model file does not say" },
  };
}

function readFeature(item: JsonObject, problems: Problems): Feature {
  const name = stringAt(item, "name");
  const categories = hasKey(item, "categories")
    ? { categories: stringsAt(item, "categories") }
    : {};
  const range = readRange(item, problems);
  const unlisted = hasKey(item, "unlisted") ? { unlisted: exactNumberAt(item, "unlisted") } : {};
  return { name, ...(range ? { range } : {}), ...categories, ...unlisted };
}

function readRange(item: JsonObject, problems: Problems): Feature["range"] {
  if (!hasKey(item, "range")) return undefined;
  const [min, max, ...rest] = exactNumbersAt(item, "range");
  if (min === undefined || max === undefined || rest.length > 0 || !(min <= max)) {
    const cause = "a range is two numbers, the smaller first";
    problems.add("mlc-json/inconsistent", { cause }, pathOf(item, "range"));
    return undefined;
  }
  return [min, max];
}

function readTraining(training: JsonObject): TrainingMissing {
  return {
    seen: choiceAt(training, "seen", ["no", "yes", "unknown"]),
    because: stringAt(training, "because"),
  };
}

/** Where the model came from; a file written by hand may say nothing. */
export function readOrigin(document: JsonObject, { file, sha256 }: Candidate): Origin {
  if (!hasKey(document, "origin")) {
    const estimator = "forest";
    const library = "mlc model JSON";
    return {
      library,
      version: "1",
      estimator,
      transformers: [],
      file: file.name,
      sha256,
      notes: [],
    };
  }
  const origin = objectAt(document, "origin");
  return {
    library: stringAt(origin, "library"),
    version: stringAt(origin, "version"),
    estimator: stringAt(origin, "estimator"),
    transformers: stringsAt(origin, "transformers"),
    ...(optionalAt(origin, "name") === undefined ? {} : { name: stringAt(origin, "name") }),
    file: stringAt(origin, "file"),
    sha256: stringAt(origin, "sha256"),
    notes: stringsAt(origin, "notes"),
  };
}
