import { DiagnosticError, fail, Problems } from "../../diagnostics/diagnostic.ts";
import type { EstimatorOptions, Read } from "../sklearn/estimators.ts";
import { type Fitted, pathOf } from "../sklearn/fitted.ts";
import { readLabels } from "../sklearn/labels.ts";
import type { Wrapper } from "./head.ts";
import { boosterState, modelText } from "./pickled-attributes.ts";
import { type Booster, type BoosterOptions, readBooster } from "./read-source.ts";
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
  const booster = readInside(text, path, {
    ...(wrapped ? { wrapper: wrapperOf(fitted) } : {}),
    ...(typeof best === "number" ? { bestIteration: best } : {}),
    ...(iterations === undefined ? {} : { iterations }),
  });
  return {
    predictor: booster.predictor,
    head: booster.head,
    training: booster.training,
    columns: booster.chains.map((chain, from) => ({ from, chain })),
    inputs: booster.features,
    origin: {
      library: "LightGBM",
      version: "",
      estimator: wrapped ? fitted.className : booster.objective,
      notes: booster.notes,
    },
  };
}

function wrapperOf(fitted: Fitted): Wrapper {
  const { className } = fitted;
  if (className !== "LGBMClassifier") return { className };
  const labels = readLabels(fitted);
  if (labels.names.length === 1) fail("sklearn/one-class", {}, { at: pathOf(fitted, "_classes") });
  return { className, labels };
}

/** Places in the text stand behind the path of the object that holds it. */
function readInside(text: string, path: string, options: BoosterOptions): Booster {
  const problems = new Problems();
  try {
    return readBooster(readTextModel(text, problems), problems, options);
  } catch (error) {
    if (!(error instanceof DiagnosticError) || path === "") throw error;
    throw new DiagnosticError(
      error.diagnostics.map((d) => ({ ...d, at: d.at === undefined ? path : `${path}, ${d.at}` })),
    );
  }
}
