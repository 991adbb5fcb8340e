import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFixtureFile } from "../../../support/fixtures.ts";
import { settings } from "../../../support/property.ts";
import { applied, edit, survives } from "./mutated-file.ts";

const CONTAINERS = "sklearn-1.9.1-containers";
const SEEDS = [
  ...["p2.pkl", "p5.pkl", "plain.joblib", "zlib.joblib"].map((file) =>
    readFixtureFile(CONTAINERS, file),
  ),
  readFixtureFile("sklearn-1.2.2-gbc-binary", "model.joblib"),
  readFixtureFile("sklearn-1.9.1-hgc-gaps", "zlib.joblib"),
];

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
