import { toItems, toNumbers } from "../../containers/numpy-array.ts";
import {
  describe,
  isArray,
  isDict,
  isList,
  isObject,
  type PickleDict,
  type PickleValue,
  shortName,
} from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { MAX_WIDTH } from "../feature-list.ts";
import { adapted } from "./foreign.ts";
import { parseRelease, type Release, UNKNOWN_RELEASE } from "./release.ts";

/** An estimator or transformer of the file: its class, its attributes and where it stands. */
export interface Fitted {
  /** Class name without module: "StandardScaler". */
  readonly className: string;
  /** Class name with its module. */
  readonly qualifiedName: string;
  /** Is the class scikit-learn's own? */
  readonly ours: boolean;
  readonly path: string;
  readonly release: Release;
  readonly attributes: PickleDict;
}

/** Opens an instance as an estimator. @throws DiagnosticError where it is none. */
export function openFitted(value: PickleValue | undefined, path: string): Fitted {
  if (!isObject(value)) fail("sklearn/not-an-estimator", { what: describe(value) }, { at: path });
  const className = shortName(value.className);
  const state: PickleDict = isDict(value.state) ? value.state : new Map();
  const attributes = adapted(value.className, state, path);
  const version = attributes.get("_sklearn_version");
  const release =
    (typeof version === "string" ? parseRelease(version) : undefined) ?? UNKNOWN_RELEASE;
  return {
    className,
    qualifiedName: value.className,
    ours: value.className.startsWith("sklearn."),
    path,
    release,
    attributes,
  };
}

export function pathOf(fitted: Fitted, attribute: string): string {
  return fitted.path === "" ? attribute : `${fitted.path}.${attribute}`;
}

function bad(fitted: Fitted, attribute: string, expected: string): never {
  const value = fitted.attributes.get(attribute);
  const at = { at: pathOf(fitted, attribute) };
  // A trailing underscore marks what fit() sets.
  if (value === undefined && attribute.endsWith("_")) {
    fail("sklearn/not-fitted", { estimator: fitted.className, attribute }, at);
  }
  fail("sklearn/bad-attribute", { attribute, found: describe(value), expected }, at);
}

/** Any attribute that has to be there. */
export function required(fitted: Fitted, attribute: string): PickleValue {
  return fitted.attributes.get(attribute) ?? bad(fitted, attribute, "set");
}

export function numberOf(fitted: Fitted, attribute: string): number {
  const value = fitted.attributes.get(attribute);
  return typeof value === "number" && Number.isFinite(value)
    ? value
    : bad(fitted, attribute, "a finite number");
}

/** An absent flag is false: it came with a later release. */
export function flagOf(fitted: Fitted, attribute: string): boolean {
  return fitted.attributes.get(attribute) === true;
}

/** A text attribute, or undefined where it is anything else. */
export function textOf(fitted: Fitted, attribute: string): string | undefined {
  const value = fitted.attributes.get(attribute);
  return typeof value === "string" ? value : undefined;
}

/** Numbers of a NumPy array in row-major order, or of a list. */
export function numbersOf(fitted: Fitted, attribute: string): Float64Array {
  const value = fitted.attributes.get(attribute);
  const isList = Array.isArray(value) && value.every((item) => typeof item === "number");
  const numbers = isList ? Float64Array.from(value) : isArray(value) ? toNumbers(value) : undefined;
  return numbers ?? bad(fitted, attribute, "an array of numbers");
}

/** Items of a list or an array. */
export function itemsOf(fitted: Fitted, attribute: string): readonly PickleValue[] {
  const value = fitted.attributes.get(attribute);
  if (Array.isArray(value)) return value;
  if (isArray(value)) return toItems(value) as readonly PickleValue[];
  return bad(fitted, attribute, "a list");
}

/** `n_features_in_`, of a size that arrays may be made of. */
export function widthOf(fitted: Fitted): number {
  const holder = widthHolder(fitted);
  const count = numberOf(holder, "n_features_in_");
  if (Number.isInteger(count) && count >= 1 && count <= MAX_WIDTH) return count;
  const facts = { what: "features", count, limit: MAX_WIDTH };
  fail("model/too-many", facts, { at: pathOf(holder, "n_features_in_") });
}

/** Who says `n_features_in_`: it is a property of votes, pipelines and unions, which ask their first member. */
function widthHolder(fitted: Fitted): Fitted {
  let holder = fitted;
  for (let depth = 0; depth < MAX_ASKED && !holder.attributes.has("n_features_in_"); depth++) {
    const inner = MEMBER_LISTS.map((name) => firstObject(holder.attributes.get(name))).find(
      (value) => value !== undefined,
    );
    if (inner === undefined) break;
    holder = openFitted(inner, holder.path);
  }
  return holder.attributes.has("n_features_in_") ? holder : fitted;
}

const MEMBER_LISTS = ["estimators_", "steps", "transformer_list"];
/** Ends cycles. */
const MAX_ASKED = 16;

/** The first instance of a list, or of its tuples of a name and an instance. */
function firstObject(list: PickleValue | undefined): PickleValue | undefined {
  if (!isList(list)) return undefined;
  for (const item of list) {
    const value = isList(item) ? item[1] : item;
    if (isObject(value)) return value;
  }
  return undefined;
}

/** `feature_names_in_`, or none. */
export function featureNamesOf(fitted: Fitted): readonly string[] {
  const attribute = "feature_names_in_";
  const holder = fitted.attributes.has(attribute) ? fitted : widthHolder(fitted);
  if (!holder.attributes.has(attribute)) return [];
  return itemsOf(holder, attribute).map((name) =>
    typeof name === "string" ? name : bad(holder, attribute, "an array of strings"),
  );
}

/** Fails over an array that has another length than it must have. */
export function failLengths(
  array: string,
  { length }: ArrayLike<unknown>,
  expected: number,
  at: string,
): never {
  fail("tree/lengths-disagree", { array, length, expected }, { at });
}
