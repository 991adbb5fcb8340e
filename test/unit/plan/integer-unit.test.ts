import { expect, it } from "vitest";
import { compile } from "../../../src/core/compile.ts";
import { readModel } from "../../../src/core/frontends/index.ts";
import { DEFAULT_OPTIONS } from "../../../src/core/options.ts";
import { resources } from "../../../src/core/resources.generated.ts";
import { readFixtureFile } from "../../support/fixtures.ts";

it("keeps the unit of averaged scores a power of two where an exponential takes them", () => {
  // Three trees, averaged, then a sigmoid.
  const bytes = readFixtureFile("lightgbm-4.7.0-rf", "model.txt");
  const options = { ...DEFAULT_OPTIONS, target: "generic", name: "m" };
  const { sum } = compile(readModel({ name: "model.txt", bytes }), options, resources).plan;
  expect(sum.kind).toBe("integer");
  if (sum.kind === "integer") expect(Math.log2(sum.units[0]!)).toSatisfy(Number.isInteger);
});
