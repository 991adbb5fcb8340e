import { describe } from "../../containers/pickle-values.ts";
import { DiagnosticError, fail, Problems } from "../../diagnostics/diagnostic.ts";
import type { EstimatorOptions, Read } from "../sklearn/estimators.ts";
import { type Fitted, pathOf } from "../sklearn/fitted.ts";
import { readLabels } from "../sklearn/labels.ts";
import { type Asking, type Document, readDocument } from "./document.ts";
import type { Asker } from "./head.ts";
import { pickledDocument } from "./pickled-attributes.ts";

/** Reads a wrapper (`XGBClassifier`, ...) or a `Booster` of a pickle: both hold the model's document. */
export function readPickledXgboost(
  fitted: Fitted,
  _problems: Problems,
  options: Pick<EstimatorOptions, "iterations" | "sparse">,
): Read {
  const wrapped = fitted.className !== "Booster";
  const path = wrapped ? pathOf(fitted, "_Booster") : fitted.path;
  const read = readInside(fitted, path, { ...options, missing: missingOf(fitted) });
  return {
    predictor: read.predictor,
    head: read.head,
    training: read.training,
    inputs: read.features.map(({ categories }) => (categories ? { categories } : {})),
    columns: read.chains.map((chain, from) => ({ from, chain })),
    origin: {
      library: "XGBoost",
      version: read.release.join("."),
      estimator: wrapped ? fitted.className : read.objective,
      notes: read.notes,
    },
  };
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

/** Places in the document stand behind the path of the object that holds it. */
function readInside(
  fitted: Fitted,
  path: string,
  { iterations, missing, sparse }: Pick<Asking, "iterations" | "missing" | "sparse">,
): Document {
  try {
    const root = pickledDocument(fitted.attributes, path);
    if (!root) {
      const facts = { estimator: fitted.className, attribute: "_Booster" };
      fail("sklearn/not-fitted", facts);
    }
    const labels = fitted.attributes.has("_le") ? readLabels(fitted) : undefined;
    return readDocument(
      root,
      {
        asker: ASKERS[fitted.className] ?? "regressor",
        iterations,
        missing,
        sparse,
        labels,
      },
      new Problems(),
    );
  } catch (error) {
    if (!(error instanceof DiagnosticError) || path === "") throw error;
    const placed = error.diagnostics.map(({ file: _, ...d }) => ({
      ...d,
      at: d.at === undefined ? path : `${path}, ${d.at}`,
    }));
    throw new DiagnosticError(placed);
  }
}
