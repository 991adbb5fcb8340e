import type { NumpyArray, NumpyDtype } from "./numpy-array.ts";

/**
 * What a pickle says, as data. Lists and tuples are both arrays; integers beyond 2^53 are bigint.
 * Values may be shared and may form cycles; compare them by identity and never walk them blindly.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleDict
  | PickleSet
  | PickleGlobal
  | PickleObject
  | NumpyDtype
  | NumpyArray;

export interface PickleList extends Array<PickleValue> {}
export interface PickleDict extends Map<PickleValue, PickleValue> {}
interface PickleSet extends Set<PickleValue> {}

/** A name that Python would import. Here it stays a name. */
export interface PickleGlobal {
  readonly kind: "global";
  readonly name: string;
}

/** An instance as the pickle describes it: what Python would pass to the class, and the state set after. */
export interface PickleObject {
  readonly kind: "object";
  /** Module and class, with dots. */
  readonly className: string;
  readonly args: PickleList;
  state: PickleValue;
  /** Items appended or set on it, where it is a subclass of list or dict. */
  readonly items: PickleDict;
}

type Tagged = Extract<PickleValue, { readonly kind: string }>;

function hasKind(value: PickleValue | undefined, kind: Tagged["kind"]): boolean {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}

export function isGlobal(value: PickleValue | undefined): value is PickleGlobal {
  return hasKind(value, "global");
}

export function isObject(value: PickleValue | undefined): value is PickleObject {
  return hasKind(value, "object");
}

export function isArray(value: PickleValue | undefined): value is NumpyArray {
  return hasKind(value, "ndarray");
}

export function isDtype(value: PickleValue | undefined): value is NumpyDtype {
  return hasKind(value, "dtype");
}

export function isList(value: PickleValue | undefined): value is PickleList {
  return Array.isArray(value);
}

export function isDict(value: PickleValue | undefined): value is PickleDict {
  return value instanceof Map;
}

/** The class's name without its module. */
export function shortName(className: string): string {
  return className.slice(className.lastIndexOf(".") + 1);
}

/** What a value is, in Python's words, for messages. */
export function describe(value: PickleValue | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "None";
  if (typeof value === "boolean") return "a bool";
  if (typeof value === "number" || typeof value === "bigint") return "a number";
  if (typeof value === "string") return "a str";
  if (value instanceof Uint8Array) return "bytes";
  if (isList(value)) return "a list";
  if (isDict(value)) return "a dict";
  if (value instanceof Set) return "a set";
  if (isGlobal(value)) return value.name;
  if (isObject(value)) return `a ${shortName(value.className)}`;
  return isArray(value) ? "an array" : "a dtype";
}
