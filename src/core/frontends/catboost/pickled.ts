import type { PickleDict } from "../../containers/pickle-values.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { pickledOf, readInside } from "../booster.ts";
import type { EstimatorOptions, Read } from "../sklearn/estimators.ts";
import { type Fitted, pathOf } from "../sklearn/fitted.ts";
import { cbmFeatures, isCbm, readCbm } from "./cbm-model.ts";
import { columnsOf } from "./columns.ts";
import { readCatBoost } from "./read-source.ts";

/** A pickle holds what `save_model` writes. */
const MODEL = "__model";

/** Reads `CatBoostClassifier`, ... of a pickle. */
export function readPickledCatBoost(
  fitted: Fitted,
  _problems: Problems,
  { iterations }: EstimatorOptions,
): Read {
  const { className } = fitted;
  const at = pathOf(fitted, MODEL);
  const bytes = modelBytes(fitted.attributes);
  if (!bytes) fail("sklearn/not-fitted", { estimator: className, attribute: MODEL }, { at });
  const classifier = className === "CatBoostClassifier";
  const model = readInside(at, (problems) =>
    readCatBoost(readCbm(bytes, problems), { problems, classifier, iterations }),
  );
  if (className !== "CatBoost") return pickledOf(model, className);
  const { head, notes } = model;
  const raw = head.kind === "values" && head.links.every(({ kind }) => kind === "identity");
  return pickledOf(raw ? model : { ...model, notes: [PLAIN, ...notes] });
}

const PLAIN =
  "predict of a plain CatBoost gives raw scores unless told otherwise; mlc answers as CatBoostClassifier or CatBoostRegressor would.";

function modelBytes(attributes: PickleDict): Uint8Array | undefined {
  const bytes = attributes.get(MODEL);
  return bytes instanceof Uint8Array && isCbm(bytes) ? bytes : undefined;
}

/** The attributes of a wrapper with what scikit-learn would call its own. */
export function catBoostAttributes(own: PickleDict, path: string): PickleDict {
  const bytes = modelBytes(own);
  if (!bytes) return own;
  const at = path === "" ? MODEL : `${path}.${MODEL}`;
  const { width, names } = readInside(at, (problems) => {
    const columns = columnsOf(cbmFeatures(bytes), problems);
    problems.throwIfErrors();
    return columns;
  });
  const attributes: PickleDict = new Map(own);
  attributes.set("n_features_in_", width);
  if (names.length > 0) attributes.set("feature_names_in_", [...names]);
  return attributes;
}
