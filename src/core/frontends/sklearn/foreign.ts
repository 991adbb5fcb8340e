import type { PickleDict } from "../../containers/pickle-values.ts";
import { catBoostAttributes } from "../catboost/pickled.ts";
import { lightGbmAttributes } from "../lightgbm/pickled-attributes.ts";
import { xgboostAttributes } from "../xgboost/pickled-attributes.ts";

/** Adds what scikit-learn keeps under names of its own, such as `n_features_in_`. */
type Adapter = (own: PickleDict, path: string) => PickleDict;

/** Packages whose estimators end a pickle as scikit-learn's do. A new one is one entry here and in `estimators.ts`. */
const ADAPTERS: ReadonlyMap<string, Adapter> = new Map([
  ["catboost", catBoostAttributes],
  ["lightgbm", lightGbmAttributes],
  ["xgboost", xgboostAttributes],
]);

/** The attributes of an instance, with scikit-learn's names where another library has its own. */
export function adapted(className: string, own: PickleDict, path: string): PickleDict {
  const adapt = ADAPTERS.get(className.slice(0, Math.max(0, className.indexOf("."))));
  return adapt ? adapt(own, path) : own;
}
