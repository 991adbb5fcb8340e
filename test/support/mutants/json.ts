import { parseJsonDocument } from "../../../src/core/containers/json.ts";
import { looksLikeUbjson, readUbjson } from "../../../src/core/containers/ubjson.ts";
import { toUbjson } from "../ubjson-bytes.ts";
import { at, type Edit, type Form } from "./edit.ts";

/** Strings that become the bare words of Python's JSON. */
const BARE_WORDS = { "<NaN>": "NaN", "<Infinity>": "Infinity", "<-Infinity>": "-Infinity" };

const ODD_VALUES: readonly unknown[] = [
  ...[null, true, -1, 0, 1, 2, 0.5, 1e9, 2 ** 53, -(2 ** 31), 1e300, 65537],
  ...["<NaN>", "<Infinity>", "<-Infinity>", "", "x", "-1", "1", "4000000000", "NaN", "-0"],
  ...[[], {}, [0], [[]], [null], { kind: "map" }],
];

/** A document's text, with bare words for marked strings. */
function documentBytes(document: unknown): Uint8Array {
  let text = JSON.stringify(document);
  for (const [mark, word] of Object.entries(BARE_WORDS)) text = text.replaceAll(`"${mark}"`, word);
  return new TextEncoder().encode(text);
}

type Holder = Record<string, unknown>;
type Place = readonly [holder: Holder, key: string];

const KINDS: readonly ((place: Place, other: Place, edit: Edit) => void)[] = [
  ([holder, key]) => {
    delete holder[key];
  },
  ([holder, key], [from, name]) => {
    holder[key] = structuredClone(from[name]);
  },
  ([holder, key]) => {
    const list = holder[key];
    if (Array.isArray(list)) list.pop();
  },
  ([holder, key]) => {
    const list = holder[key];
    if (Array.isArray(list)) list.push(...list.slice(0, 2));
  },
  ([holder, key], _, { value }) => {
    holder[key] = structuredClone(at(ODD_VALUES, value));
  },
  ([holder, key], [from, name]) => {
    const kept = holder[key];
    holder[key] = from[name];
    from[name] = kept;
  },
];

/** Changes the value tree of a document in place. */
function editDocument(document: object, edit: Edit): void {
  const places = placesIn(document);
  if (places.length === 0) return;
  at(KINDS, edit.kind)(at(places, edit.place), at(places, edit.other), edit);
}

/** Every holder and key; large arrays of numbers by their first elements. */
function placesIn(document: object): Place[] {
  const places: Place[] = [];
  const pending = [document as Holder];
  const seen = new Set<Holder>();
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const key of Object.keys(next)) {
      places.push([next, key]);
      const value = next[key];
      if (typeof value === "object" && value !== null) pending.push(value as Holder);
    }
  }
  return places;
}

/** The value tree of a JSON file. */
export const jsonTree: Form = (bytes) => {
  const document = parseJsonDocument(bytes) as object;
  return (edits) => documentBytes(editedCopy(document, edits));
};

/** The value tree of a UBJSON file. */
export const ubjsonTree: Form = (bytes) => {
  if (!looksLikeUbjson(bytes)) throw new Error("no UBJSON");
  const document = plain(readUbjson(bytes)) as object;
  return (edits) => toUbjson(editedCopy(document, edits));
};

function editedCopy(document: object, edits: readonly Edit[]): object {
  const copy = structuredClone(document);
  for (const edit of edits) editDocument(copy, edit);
  return copy;
}

/** Typed arrays as arrays. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
