import { parseJsonDocument } from "../../containers/json.ts";
import { hasKey, type JsonObject, objectAt, optionalAt } from "../../containers/json-view.ts";
import { DiagnosticError } from "../../diagnostics/diagnostic.ts";
import type { Labels } from "../../ir/model.ts";
import type { Asking } from "./document.ts";

/**
 * Whose predict a file means: `XGBModel.save_model` leaves the attribute `scikit_learn`, JSON that
 * names the kind of estimator, and up to release 1.7 all that `load_model` gives back to it.
 */
export function wrapperOf(root: JsonObject): Asking {
  const facts = wrapperFacts(root);
  if (!facts) return { asker: "booster" };
  const { _estimator_type: type, missing, _le: encoder } = facts;
  return {
    asker: type === "classifier" ? "classifier" : "regressor",
    ...(typeof missing === "number" ? { missing } : {}),
    labels: labelsOf(encoder),
  };
}

function wrapperFacts(root: JsonObject): Readonly<Record<string, unknown>> | undefined {
  if (!hasKey(root, "learner")) return undefined;
  const learner = objectAt(root, "learner");
  if (!hasKey(learner, "attributes")) return undefined;
  const text = optionalAt(objectAt(learner, "attributes"), "scikit_learn");
  if (typeof text !== "string") return undefined;
  try {
    const facts = parseJsonDocument(new TextEncoder().encode(text));
    return typeof facts === "object" && facts !== null ? { ...facts } : {};
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return {};
  }
}

/** Release 1.5 still learned labels: `{"classes_": ["new", "worn"]}`. */
function labelsOf(encoder: unknown): Labels | undefined {
  if (typeof encoder !== "object" || encoder === null || !("classes_" in encoder)) return undefined;
  const classes: unknown = encoder.classes_;
  if (!Array.isArray(classes)) return undefined;
  if (classes.every((name) => typeof name === "string")) return { type: "string", names: classes };
  if (!classes.every((name) => Number.isInteger(name))) return undefined;
  return { type: "integer", names: classes.map(String) };
}
