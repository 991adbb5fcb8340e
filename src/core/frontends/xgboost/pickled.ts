import { describe } from "../../containers/pickle-values.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { pickledOf, readInside } from "../booster.ts";
import type { EstimatorOptions, Read } from "../sklearn/estimators.ts";
import { type Fitted, pathOf } from "../sklearn/fitted.ts";
import { readLabels } from "../sklearn/labels.ts";
import { readDocument } from "./document.ts";
import type { Asker } from "./head.ts";
import { pickledDocument } from "./pickled-attributes.ts";

/** Reads a wrapper (`XGBClassifier`, ...) or a `Booster` of a pickle: both hold the model's document. */
export function readPickledXgboost(
  fitted: Fitted,
  _problems: Problems,
  { iterations, sparse }: Pick<EstimatorOptions, "iterations" | "sparse">,
): Read {
  const wrapped = fitted.className !== "Booster";
  const path = wrapped ? pathOf(fitted, "_Booster") : fitted.path;
  const missing = missingOf(fitted);
  const booster = readInside(path, (problems) => {
    const root = pickledDocument(fitted.attributes, path);
    if (!root) {
      const facts = { estimator: fitted.className, attribute: "_Booster" };
      fail("sklearn/not-fitted", facts);
    }
    const labels = fitted.attributes.has("_le") ? readLabels(fitted) : undefined;
    const asker = ASKERS[fitted.className] ?? "regressor";
    return readDocument(root, { asker, iterations, missing, sparse, labels }, problems);
  });
  return pickledOf(booster, wrapped ? fitted.className : undefined);
}

const ASKERS: Readonly<Record<string, Asker>> = {
  Booster: "booster",
  XGBClassifier: "classifier",
  XGBRFClassifier: "classifier",
};

/** What a wrapper takes for missing besides NaN; a Booster has no such attribute. */
function missingOf(fitted: Fitted): number | undefined {
  const missing = fitted.attributes.get("missing") ?? undefined;
  if (missing === undefined || typeof missing === "number") return missing;
  const facts = { attribute: "missing", found: describe(missing), expected: "a number" };
  fail("sklearn/bad-attribute", facts, { at: pathOf(fitted, "missing") });
}
