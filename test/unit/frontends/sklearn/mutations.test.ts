import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DiagnosticError } from "../../../../src/core/diagnostics/diagnostic.ts";
import { evaluate } from "../../../../src/core/ir/evaluate.ts";
import { readFixtureFile } from "../../../support/fixtures.ts";
import { settings } from "../../../support/property.ts";
import { read } from "./edited-model.ts";

const CONTAINERS = "sklearn-1.9.1-containers";
const SEEDS = [
  ...["p2.pkl", "p5.pkl", "plain.joblib", "zlib.joblib"].map((file) =>
    readFixtureFile(CONTAINERS, file),
  ),
  readFixtureFile("sklearn-1.2.2-gbc-binary", "model.joblib"),
];

type Edit = {
  readonly kind: "flip" | "insert" | "delete" | "copy";
  readonly at: number;
  readonly value: number;
};

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom("flip", "flip", "insert", "delete", "copy"),
  at: fc.nat(),
  value: fc.nat(255),
});

function applied(bytes: Uint8Array, { kind, at, value }: Edit): Uint8Array {
  const place = at % bytes.length;
  if (kind === "flip") return bytes.with(place, bytes[place]! ^ (1 << (value % 8)));
  if (kind === "delete")
    return Uint8Array.from([
      ...bytes.subarray(0, place),
      ...bytes.subarray(place + 1 + (value % 9)),
    ]);
  const added = kind === "insert" ? [value] : bytes.subarray(value, value + 1 + (at % 40));
  return Uint8Array.from([...bytes.subarray(0, place), ...added, ...bytes.subarray(place)]);
}

/** A model that holds together and predicts, or diagnostics: nothing else may come of a file. */
function survives(bytes: Uint8Array): "model" | "diagnostics" {
  let model: ReturnType<typeof read>;
  try {
    model = read(bytes, { maxInflated: 2 ** 24 });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    expect(error.diagnostics.length).toBeGreaterThan(0);
    return "diagnostics";
  }
  evaluate(model, new Float64Array(model.inputs.features.length).fill(Number.NaN));
  return "model";
}

describe("mutated scikit-learn files", () => {
  it.each(SEEDS.map((bytes, seed) => ({ seed, bytes })))(
    "seed $seed gives a model or diagnostics",
    ({ bytes }) => {
      const ends = new Set<string>();
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
          ends.add(survives(edits.reduce(applied, bytes)));
        }),
        settings(150),
      );
      expect(ends).toContain("diagnostics");
    },
  );
});
