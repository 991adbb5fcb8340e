import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { pickledOf, readInside } from "../booster.ts";
import type { EstimatorOptions, Read } from "../sklearn/estimators.ts";
import { type Fitted, pathOf } from "../sklearn/fitted.ts";
import { readLabels } from "../sklearn/labels.ts";
import type { Wrapper } from "./head.ts";
import { boosterState, modelText } from "./pickled-attributes.ts";
import { readBooster } from "./read-source.ts";
import { readTextModel } from "./text-model.ts";

/** Reads a wrapper (`LGBMClassifier`, ...) or a `Booster` of a pickle: both hold the model's text. */
export function readPickledLightGbm(
  fitted: Fitted,
  _problems: Problems,
  { iterations }: EstimatorOptions,
): Read {
  const text = modelText(fitted.attributes);
  const wrapped = fitted.attributes.has("_Booster");
  const path = wrapped ? pathOf(fitted, "_Booster") : fitted.path;
  if (text === undefined) {
    const facts = { estimator: fitted.className, attribute: wrapped ? "_Booster" : "_handle" };
    fail("sklearn/not-fitted", facts, { at: path });
  }
  const best = boosterState(fitted.attributes).get("best_iteration");
  const given = {
    ...(wrapped ? { wrapper: wrapperOf(fitted) } : {}),
    ...(typeof best === "number" ? { bestIteration: best } : {}),
    ...(iterations === undefined ? {} : { iterations }),
  };
  const booster = readInside(path, (problems) =>
    readBooster(readTextModel(text, problems), problems, given),
  );
  return pickledOf(booster, wrapped ? fitted.className : undefined);
}

function wrapperOf(fitted: Fitted): Wrapper {
  const { className } = fitted;
  if (className !== "LGBMClassifier") return { className };
  const labels = readLabels(fitted);
  if (labels.names.length === 1) fail("sklearn/one-class", {}, { at: pathOf(fitted, "_classes") });
  return { className, labels };
}
