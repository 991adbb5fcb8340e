import { describe, expect, it } from "vitest";
import { shareBar, toSize } from "../../../src/core/report/screen.ts";
import { verifiedLine } from "../../../src/core/report/verification.ts";

describe("the screen", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [9812, "9.8 kB"],
    [99_960, "100 kB"],
    [314_159, "314 kB"],
    [999_960, "1.0 MB"],
    [2_097_152, "2.1 MB"],
  ])("says %i bytes as %s", (bytes, text) => {
    expect(toSize(bytes)).toBe(text);
  });

  it.each([
    [0, "[          ] 0.0 %"],
    [0.002, "[=         ] 0.2 %"],
    [0.57, "[======    ] 57 %"],
    [1, "[==========] 100 %"],
    [3.2, "[==========] 320 %"],
  ])("draws a share of %d", (share, text) => {
    expect(shareBar(share)).toBe(text);
  });

  it("says what was compared, what was left out, and why", () => {
    const facts = {
      boundaryRows: 4312,
      givenRows: 0,
      total: 4312,
      seed: 1,
      mismatches: 0,
      withinMargin: 0,
    };
    expect(verifiedLine({ ...facts, compiler: "gcc 12" })).toBe(
      "verified 4,312 rows: trainer's rule = plan = gcc 12, 0 mismatches",
    );
    expect(verifiedLine({ ...facts, total: 9000, withinMargin: 2 })).toBe(
      "verified 4,312 rows: trainer's rule = plan, 0 mismatches; 2 within the stated margin; a sample of 9,000 by seed 1; the C did not run: no compiler here (apt-get install gcc)",
    );
  });
});
