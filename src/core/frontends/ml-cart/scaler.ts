import {
  choiceAt,
  type JsonObject,
  numbersAt,
  objectAt,
  pathOf,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { Chain, ScalarOperation } from "../../ir/model.ts";

type Operation = "add" | "subtract" | "multiply" | "divide";

/** What each kind computes, in this order, and the key that holds the constants. */
const SCALERS = {
  standard: {
    name: "StandardScaler",
    steps: [
      ["subtract", "mean"],
      ["divide", "scale"],
    ],
  },
  minmax: {
    name: "MinMaxScaler",
    steps: [
      ["multiply", "scale"],
      ["add", "min"],
    ],
  },
  robust: {
    name: "RobustScaler",
    steps: [
      ["subtract", "center"],
      ["divide", "scale"],
    ],
  },
  maxabs: { name: "MaxAbsScaler", steps: [["divide", "scale"]] },
} as const satisfies Record<
  string,
  { name: string; steps: readonly (readonly [Operation, string])[] }
>;

const KINDS = Object.keys(SCALERS) as (keyof typeof SCALERS)[];

/** Is this the `scaler` of a document? */
export function isScaler(json: unknown): boolean {
  const kind = typeof json === "object" && json !== null && "kind" in json ? json.kind : undefined;
  return KINDS.some((known) => known === kind);
}

/** Number of features that the scaler of a document was fitted on. */
export function scalerWidth(document: JsonObject): number {
  const scaler = objectAt(document, "scaler");
  return numbersAt(scaler, SCALERS[choiceAt(scaler, "kind", KINDS)].steps[0][1]).length;
}

/** The scaler of a document as one chain a feature, in double as JavaScript computes. */
export function readScaler(
  document: JsonObject,
  features: number,
  problems: Problems,
): { name: string; chains: Chain[] } {
  const scaler = objectAt(document, "scaler");
  const { name, steps } = SCALERS[choiceAt(scaler, "kind", KINDS)];
  const operations = steps.map(([kind, key]) => {
    const constants = numbersAt(scaler, key);
    const at = pathOf(scaler, key);
    if (constants.length !== features) {
      problems.add("scaler/width-mismatch", { scaler: constants.length, model: features }, at);
    }
    const isFactor = kind === "multiply" || kind === "divide";
    const bad = constants.findIndex((c) => !Number.isFinite(c) || (isFactor && c === 0));
    if (bad >= 0)
      problems.add("ml-cart/scaler-constant", { value: constants[bad]! }, `${at}[${bad}]`);
    return (feature: number): ScalarOperation => ({ kind, by: constants[feature]!, type: "f64" });
  });
  const chains = Array.from({ length: features }, (_, f) => operations.map((make) => make(f)));
  return { name, chains };
}
