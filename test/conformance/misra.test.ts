import { join } from "node:path";
import { expect, it } from "vitest";
import { documentedDeviations, type MisraFinding, misraFindings } from "../support/misra.ts";
import { temporaryFolder, writeFiles } from "../support/packages.ts";
import { compileShape, shapesOfC } from "../support/shapes-of-c.ts";
import { describeWith } from "../support/tools.ts";

/** What the pairs leave out by day: sums of classes by reals, several values, sets, averages. */
const MORE = [
  ...["xgboost-3.4.1-multi", "xgboost-3.4.1-quantiles", "voting-1.9.1-values"].map((fixture) => ({
    ...{ layout: "packed", input: "f32/bits", style: "header", fixture, sums: "exact" },
  })),
  ...["packed", "branches"].map((layout) => ({
    ...{ layout, input: "u8/rank", style: "split", fixture: "lightgbm-4.7.0-categories" },
  })),
].map((choice) => compileShape(choice)!);
const CASES = [...shapesOfC(), ...MORE].map((shape, i) => [shape.title, shape, i] as const);

describeWith(["cppcheck"], "emitted C breaks no MISRA rule but as docs/misra.md says", () => {
  const folder = temporaryFolder();
  const deviations = documentedDeviations();
  const needed = new Set<string>();

  const isListed = ({ rule, text }: MisraFinding) => {
    const texts = deviations
      .filter((deviation) => deviation.rule === rule)
      .flatMap((deviation) => deviation.texts)
      .filter((part) => text.includes(part));
    for (const part of texts) needed.add(`${rule} ${part}`);
    return texts.length > 0;
  };

  it.concurrent.each(CASES)(
    "%s",
    async (_, { result }, index) => {
      const home = join(folder, String(index));
      writeFiles(home, result);
      const findings = await misraFindings(home);
      expect(findings.length, "the addon ran").toBeGreaterThan(0);
      expect(findings.filter((finding) => !isListed(finding))).toEqual([]);
    },
    120_000,
  );

  it("needs every text of the page", () => {
    const listed = deviations.flatMap(({ rule, texts }) => texts.map((text) => `${rule} ${text}`));
    expect(listed.length).toBeGreaterThan(0);
    expect([...needed].sort()).toEqual([...new Set(listed)].sort());
  });
});
