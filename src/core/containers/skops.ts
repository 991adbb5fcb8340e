import { fail } from "../diagnostics/diagnostic.ts";
import { parseJsonDocument } from "./json.ts";
import { readNpy } from "./npy.ts";
import {
  checkedArray,
  dtypeFromCode,
  type NumpyArray,
  type NumpyDtype,
  toItems,
} from "./numpy-array.ts";
import {
  isArray,
  isList,
  type PickleDict,
  type PickleList,
  type PickleValue,
} from "./pickle-values.ts";
import { firstName, openZip, type Zip } from "./zip.ts";

const SCHEMA = "schema.json";

/** Deepest nesting of nodes; real models have about thirty. */
const MAX_DEPTH = 400;

/** Most brackets and commas of a schema: what its values take in memory. A tree has about 500. */
const MAX_MARKS = 8_000_000;

/**
 * Is this a zip archive as skops writes them? By the name of its first file, where bytes (such as a
 * Booster of XGBoost's) stand under a UUID; never fails.
 */
export function looksLikeSkops(bytes: Uint8Array): boolean {
  return /^(\d+\.(npy|npz|bin)|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.bin|schema\.json)$/.test(
    firstName(bytes),
  );
}

/**
 * Reads a skops archive as data: the same values that the pickle of the same object gives. What a
 * node's class and module name stays a name; nothing is imported or called.
 */
export function readSkops(bytes: Uint8Array, maxInflated: number): PickleValue {
  const zip = openZip(bytes, maxInflated);
  const schema = zip.read(SCHEMA);
  if (!schema) fail("skops/damaged", { what: `it has no ${SCHEMA}` });
  checkSize(schema);
  return nodeValue(parseJsonDocument(schema), { zip, arrays: new Map(), at: SCHEMA, depth: 0 });
}

function checkSize(schema: Uint8Array): void {
  let marks = 0;
  for (const byte of schema) if (byte === 0x7b || byte === 0x5b || byte === 0x2c) marks++;
  if (marks > MAX_MARKS) fail("pickle/too-many-values", { limit: MAX_MARKS }, { at: SCHEMA });
}

type Json = Readonly<Record<string, unknown>>;

interface Place {
  readonly zip: Zip;
  /** Arrays by file: shared ones are written once. */
  readonly arrays: Map<string, NumpyArray>;
  /** JSON path of the node. */
  readonly at: string;
  readonly depth: number;
}

/** A node kind's value, by `__loader__`. What is not here is kept by its class alone. */
const LOADERS: ReadonlyMap<string, (node: Json, place: Place) => PickleValue> = new Map([
  ["ObjectNode", objectOf],
  ["TreeNode", objectOf],
  ["LossNode", objectOf],
  ["DictNode", dictOf],
  ["ListNode", listOf],
  ["TupleNode", listOf],
  ["JsonNode", scalarOf],
  ["NdArrayNode", arrayOf],
  ["BytesNode", bytesOf],
  ["BytearrayNode", bytesOf],
  ["SliceNode", sliceOf],
  ["DTypeNode", dtypeOf],
  ["TypeNode", globalOf],
  ["FunctionNode", globalOf],
] as const);

function nodeValue(json: unknown, place: Place): PickleValue {
  if (!isJson(json)) damaged("a node is no object", place);
  if (place.depth > MAX_DEPTH) damaged(`nodes nest more than ${MAX_DEPTH} deep`, place);
  const load = LOADERS.get(String(json.__loader__));
  return load ? load(json, place) : instance(json, [], null);
}

function inside(place: Place, key: string): Place {
  return { ...place, at: `${place.at}${key}`, depth: place.depth + 1 };
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function className(node: Json): string {
  return `${String(node.__module__)}.${String(node.__class__)}`;
}

function instance(node: Json, args: PickleList, state: PickleValue): PickleValue {
  return { kind: "object", className: className(node), args, state, items: new Map() };
}

function objectOf(node: Json, place: Place): PickleValue {
  const reduce = isJson(node.__reduce__) ? node.__reduce__.args : undefined;
  const args = reduce === undefined ? [] : nodeValue(reduce, inside(place, ".__reduce__.args"));
  // An object without attributes has no content, or null.
  const { content } = node;
  const state = isJson(content) ? nodeValue(content, inside(place, ".content")) : null;
  return instance(node, isList(args) ? args : [], state);
}

const KEYS: ReadonlyMap<string, (key: string) => PickleValue> = new Map<
  string,
  (key: string) => PickleValue
>([
  ["int", Number],
  ["float", Number],
  ["bool", (key) => key === "true" || key === "True"],
]);

function dictOf(node: Json, place: Place): PickleDict {
  const { content } = node;
  if (!isJson(content)) damaged("a dict has no content", place);
  const keyOf = KEYS.get(keyType(node.key_types)) ?? ((key: string) => key);
  const dict: PickleDict = new Map();
  for (const [key, value] of Object.entries(content)) {
    dict.set(keyOf(key), nodeValue(value, inside(place, `.${key.slice(0, 80)}`)));
  }
  return dict;
}

/** The type that all keys have. JSON's own order of keys is another where some look like numbers. */
function keyType(types: unknown): string {
  const nodes = isJson(types) && Array.isArray(types.content) ? types.content : [];
  const names = new Set(nodes.map((type) => (isJson(type) ? String(type.__class__) : "")));
  return names.size === 1 ? [...names][0]! : "str";
}

function listOf(node: Json, place: Place): PickleList {
  if (!Array.isArray(node.content)) damaged("a list has no content", place);
  return node.content.map((item, i) => nodeValue(item, inside(place, `[${i}]`)));
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** A value as JSON text inside the JSON. */
function scalarOf({ content }: Json, place: Place): PickleValue {
  if (typeof content !== "string") damaged("a value has no text", place);
  const word = WORDS.get(content);
  if (word !== undefined) return word;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    damaged("a value's text is no JSON", place);
  }
  if (typeof value === "object" && value !== null) damaged("a value is no scalar", place);
  return value as PickleValue;
}

/** A `.npy` file or, of dtype object, a list; NumPy's scalars are arrays without dimensions. */
function arrayOf(node: Json, place: Place): PickleValue {
  if (node.type === "json") return objectArray(node, place);
  const array = arrayFile(fileOf(node, place), place);
  if (node.__class__ === "ndarray" || array.shape.length > 0) return array;
  return (toItems(array)[0] ?? null) as PickleValue;
}

function arrayFile(file: string, place: Place): NumpyArray {
  const known = place.arrays.get(file);
  if (known) return known;
  const array = readNpy(contentOf(file, place), file);
  place.arrays.set(file, array);
  return array;
}

function objectArray(node: Json, place: Place): NumpyArray {
  const lengths = nodeValue(node.shape, inside(place, ".shape"));
  if (!isList(lengths)) damaged("an array has no shape", place);
  const shape = lengths as number[];
  // Each dimension but the last is a list of lists.
  let data = listOf(node, place);
  for (let axis = 1; axis < shape.length; axis++) {
    data = data.flatMap((item) => (isList(item) ? item : damaged("an array is ragged", place)));
  }
  const dtype: NumpyDtype = dtypeFromCode("O8")!;
  return checkedArray({ kind: "ndarray", shape, dtype, fortran: false, data }, place.at);
}

function bytesOf(node: Json, place: Place): Uint8Array {
  return contentOf(fileOf(node, place), place);
}

function fileOf(node: Json, place: Place): string {
  return typeof node.file === "string" ? node.file : damaged("a node names no file", place);
}

function contentOf(file: string, place: Place): Uint8Array {
  const name = file.replace(/[^\x20-\x7e]/g, "?").slice(0, 80);
  return place.zip.read(file) ?? damaged(`${name} is not in the archive`, place);
}

function sliceOf(node: Json, place: Place): PickleValue {
  const { content } = node;
  if (!isJson(content)) damaged("a slice has no content", place);
  const edges = [content.start, content.stop, content.step].map((edge) =>
    typeof edge === "number" || typeof edge === "string" ? edge : null,
  );
  return {
    kind: "object",
    className: "builtins.slice",
    args: edges,
    state: null,
    items: new Map(),
  };
}

/** Stored as an empty array of the dtype. */
function dtypeOf({ content }: Json, place: Place): PickleValue {
  const array = nodeValue(content, inside(place, ".content"));
  return isArray(array) ? array.dtype : damaged("a dtype has no array", place);
}

function globalOf(node: Json): PickleValue {
  return { kind: "global", name: className(node) };
}

function damaged(what: string, { at }: Pick<Place, "at">): never {
  fail("skops/damaged", { what }, { at });
}
