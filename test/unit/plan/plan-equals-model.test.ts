import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPlan } from "../../../src/core/verify/check-plan.ts";
import { seededRandom } from "../../../src/core/verify/random.ts";
import { verificationRows } from "../../../src/core/verify/rows.ts";
import { compileIfFits } from "../../support/packages.ts";
import { settings } from "../../support/property.ts";
import { edgeRow, randomModel } from "../../support/random-model.ts";

const LAYOUTS = ["branches", "packed"] as const;
const ENCODINGS = ["bits", "float", "rank", "integer"] as const;

describe("a plan answers as the trainer's rule", () => {
  const pairs = LAYOUTS.flatMap((layout) => ENCODINGS.map((encoding) => ({ layout, encoding })));

  it.each(pairs)("$layout, $encoding", ({ layout, encoding }) => {
    let compiled = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.constantFrom("auto", "exact"),
        // Floating compares send no NaN the trainer's way.
        encoding === "float" ? fc.constant("finite") : fc.constantFrom("exact", "finite"),
        (seed, sums, missing) => {
          const inputType = encoding === "integer" ? ("i16" as const) : ("f32" as const);
          const result = compileIfFits(randomModel(seed), {
            target: "generic",
            layout,
            encoding,
            sums,
            missing,
            inputType,
          });
          if (result === undefined) return;
          compiled++;
          const random = seededRandom(seed);
          const drawn = Array.from({ length: 20 }, () =>
            inputType === "i16"
              ? Float64Array.from(
                  { length: result.plan.features },
                  () => Math.floor(random() * 65536) - 32768,
                )
              : edgeRow(random, result.plan.features, missing === "exact").map(Math.fround),
          );
          const rows = [...verificationRows(result, { cap: 300, seed }).rows, ...drawn];
          expect(checkPlan(result, rows).mismatches).toEqual([]);
        },
      ),
      settings(90),
    );
    expect(compiled).toBeGreaterThan(10);
  });
});
