import fc from "fast-check";
import { expect } from "vitest";
import { type Diagnostic, DiagnosticError } from "../../../src/core/diagnostics/diagnostic.ts";
import { readModel } from "../../../src/core/frontends/index.ts";
import { toModelJson } from "../../../src/core/frontends/mlc-json/write.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import type { Model } from "../../../src/core/ir/model.ts";
import { verifyModel } from "../../../src/core/ir/verify.ts";
import { settings } from "../../support/property.ts";

/** Strings that become the bare words of Python's JSON. */
const BARE_WORDS = { "<NaN>": "NaN", "<Infinity>": "Infinity", "<-Infinity>": "-Infinity" };

export function bytesOf(document: unknown): Uint8Array {
  let text = typeof document === "string" ? document : JSON.stringify(document);
  for (const [mark, word] of Object.entries(BARE_WORDS)) text = text.replaceAll(`"${mark}"`, word);
  return new TextEncoder().encode(text);
}

/** Reads a document (a JSON value, or text as it is) as a file called model.json. */
export function read(document: unknown): Model {
  return verifyModel(readModel({ name: "model.json", bytes: bytesOf(document) }));
}

/** The codes and places that reading ends with; fails if it does not. */
export function faultsOf(document: unknown): Pick<Diagnostic, "code" | "at">[] {
  try {
    read(document);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ code, at }) => (at === undefined ? { code } : { code, at }));
  }
  throw new Error("the document was read");
}

/** A deep copy with the value at a path ("learner.version[0]") replaced, or removed if undefined. */
export function changed<T>(document: T, path: string, value: unknown): T {
  const copy = structuredClone(document);
  const keys = path.split(/[.[\]]+/).filter(Boolean);
  const last = keys.pop()!;
  let holder = copy as Record<string, unknown>;
  for (const key of keys) holder = holder[key] as Record<string, unknown>;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

const ODD_VALUES = [
  ...[null, true, -1, 0, 1, 2, 0.5, 1e9, 2 ** 53, -(2 ** 31), 1e300, 65537],
  ...["<NaN>", "<Infinity>", "<-Infinity>", "", "x", "-1", "1", "4000000000", "NaN", "-0"],
  ...[[], {}, [0], [[]], [null], { kind: "map" }],
];

interface Edit {
  readonly place: number;
  readonly other: number;
  readonly kind: "replace" | "remove" | "copy" | "cut" | "repeat";
  readonly value: unknown;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  place: fc.nat(),
  other: fc.nat(),
  kind: fc.constantFrom("replace", "remove", "copy", "cut", "repeat"),
  value: fc.constantFrom<unknown>(...ODD_VALUES),
});

type Place = readonly [holder: Record<string, unknown>, key: string];

function placesIn(document: object): Place[] {
  const places: Place[] = [];
  const pending = [document as Record<string, unknown>];
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const [key, value] of Object.entries(next)) {
      places.push([next, key]);
      if (typeof value === "object" && value !== null) pending.push(value as typeof next);
    }
  }
  return places;
}

function applyEdit(document: object, { place, other, kind, value }: Edit): void {
  const places = placesIn(document);
  if (places.length === 0) return;
  const [holder, key] = places[place % places.length]!;
  const [otherHolder, otherKey] = places[other % places.length]!;
  const current = holder[key];
  if (kind === "remove") delete holder[key];
  else if (kind === "copy") holder[key] = structuredClone(otherHolder[otherKey]);
  else if (kind === "cut" && Array.isArray(current)) current.pop();
  else if (kind === "repeat" && Array.isArray(current)) current.push(...current.slice(0, 2));
  else holder[key] = structuredClone(value);
}

/** A model that holds together, or diagnostics: nothing else may come of a file. */
function expectModelOrDiagnostics(bytes: Uint8Array): void {
  let model: Model;
  try {
    model = readModel({ name: "model.json", bytes });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    expect(error.diagnostics.length).toBeGreaterThan(0);
    return;
  }
  verifyModel(model);
  evaluate(model, new Float64Array(model.inputs.features.length).fill(Number.NaN));
  const again = readModel({
    name: "again.json",
    bytes: new TextEncoder().encode(toModelJson(model)),
  });
  expect(again).toEqual(model);
}

/** Changes the value tree of a document, one to three edits a case; `encode` makes it a file. */
export function surviveStructureMutations(
  document: object,
  runs: number,
  encode: (document: unknown) => Uint8Array = bytesOf,
): void {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const mutant = structuredClone(document);
      for (const each of edits) applyEdit(mutant, each);
      expectModelOrDiagnostics(encode(mutant));
    }),
    settings(runs),
  );
}

/** Overwrites a few bytes of a file, and cuts it in every third case. */
export function surviveByteMutations(bytes: Uint8Array, runs: number): void {
  const overwrite = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  const length = fc.oneof(
    { weight: 2, arbitrary: fc.constant(bytes.length) },
    fc.nat(bytes.length),
  );
  fc.assert(
    fc.property(fc.array(overwrite, { minLength: 1, maxLength: 4 }), length, (writes, end) => {
      const mutant = Uint8Array.from(bytes);
      for (const [at, byte] of writes) mutant[at] = byte;
      expectModelOrDiagnostics(mutant.slice(0, end));
    }),
    settings(runs),
  );
}
