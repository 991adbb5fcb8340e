import {
  isDict,
  isList,
  isObject,
  type PickleDict,
  type PickleObject,
  type PickleValue,
  shortName,
} from "../../containers/pickle-values.ts";
import { STEP_ADVICE, TRANSFORMERS } from "./transformers.ts";

/** An estimator or transformer that a file holds in dicts, lists or objects of the user's own. */
export interface Held {
  /** "model", "folds[2].best" or `["my model"]`. */
  readonly path: string;
  readonly value: PickleObject;
  /** Class of the estimator, of the last one where it is a Pipeline. */
  readonly className: string;
  readonly transforms: boolean;
  /** Inside an object of a class that mlc does not know, which may do more than hold it. */
  readonly within: boolean;
}

/** Libraries whose objects are estimators. */
const LIBRARIES = new Set(["sklearn", "xgboost", "lightgbm", "catboost", "imblearn"]);
/** Libraries whose objects hold none. */
const DATA = new Set(["numpy", "pandas", "scipy", "builtins", "datetime", "pathlib", "joblib"]);

const MAX_DEPTH = 6;
const MAX_VISITS = 20_000;
const MAX_HELD = 1000;

interface Place {
  readonly value: PickleValue;
  readonly path: string;
  readonly depth: number;
  readonly within: boolean;
}

/** All that a file holds, in its order. A value that is shared is named once. */
export function heldIn(file: PickleValue): readonly Held[] {
  const held: Held[] = [];
  const seen = new Set<PickleValue>();
  const places: Place[] = [{ value: file, path: "", depth: 0, within: false }];
  for (let visits = 0; visits < MAX_VISITS && held.length < MAX_HELD; visits++) {
    const place = places.pop();
    if (!place) break;
    const { value } = place;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isObject(value) && isEstimator(value)) held.push(describeHeld(value, place));
    else if (place.depth < MAX_DEPTH) places.push(...inside(place).reverse());
  }
  return held;
}

/** Is it an instance of a library's estimator, whether supported or not? */
export function isEstimator({ className }: PickleObject): boolean {
  return LIBRARIES.has(packageOf(className)) && !/\.Bunch$/.test(className);
}

function packageOf(className: string): string {
  return className.slice(0, Math.max(0, className.indexOf(".")));
}

function inside({ value, path, depth, within }: Place): Place[] {
  const at = (key: string, inner: PickleValue, apart: boolean): Place => ({
    value: inner,
    path: `${path}${key}`,
    depth: depth + 1,
    within: within || apart,
  });
  if (isList(value)) return value.map((item, i) => at(`[${i}]`, item, false));
  const dict = isDict(value) ? value : isObject(value) ? contentsOf(value) : undefined;
  const apart = isObject(value) && value.items.size === 0;
  return [...(dict ?? [])].flatMap(([key, item]) =>
    typeof key === "string" || typeof key === "number" ? [at(step(key, path), item, apart)] : [],
  );
}

/** Items of a subclass of dict or list, else attributes. */
function contentsOf({ className, items, state }: PickleObject): PickleDict | undefined {
  if (DATA.has(packageOf(className))) return undefined;
  if (items.size > 0) return items;
  return isDict(state) ? state : undefined;
}

function step(key: string | number, path: string): string {
  if (typeof key === "number" || !/^[A-Za-z_]\w*$/.test(key)) return `[${JSON.stringify(key)}]`;
  return path === "" ? key : `.${key}`;
}

function describeHeld(value: PickleObject, { path, within }: Place): Held {
  const last = lastStep(value);
  const className = shortName(last.className);
  return { path, value, className, transforms: isTransformer(className), within };
}

function isTransformer(className: string): boolean {
  if (/^Label/.test(className)) return false;
  return TRANSFORMERS.has(className) || STEP_ADVICE.some(([pattern]) => pattern.test(className));
}

/** The estimator that a Pipeline or search ends in. */
function lastStep(value: PickleObject): PickleObject {
  let last = value;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const { state } = last;
    if (!isDict(state)) break;
    const steps = state.get("steps");
    const step = isList(steps) ? steps.at(-1) : undefined;
    const inner = isList(step) ? step[1] : (state.get("best_estimator_") ?? undefined);
    if (!isObject(inner)) break;
    last = inner;
  }
  return last;
}
