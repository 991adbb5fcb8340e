import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutantsOf } from "../../support/mutants/mutants.ts";
import { READERS } from "../../support/mutants/readers.ts";
import { survive } from "../../support/mutants/survive.ts";
import { settings } from "../../support/property.ts";

// npm run fuzz tries thousands, with a limit of memory and time.
describe.each(READERS)("damaged files of $name", (reader) => {
  it("give a model or diagnostics", () => {
    const ends = { model: 0, diagnostics: 0 };
    fc.assert(
      fc.property(mutantsOf(reader), ({ bytes }) => {
        ends[survive(bytes)]++;
      }),
      settings(500),
    );
    expect(ends.model).toBeGreaterThan(10);
    expect(ends.diagnostics).toBeGreaterThan(50);
  });
});
