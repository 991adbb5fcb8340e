import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Model } from "../../src/core/ir/model.ts";
import { divisors, treeEnd } from "../../src/core/ir/predictors/forest/forest.ts";
import { COMPILERS, compileObject, runOnHost } from "../support/compilers.ts";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { type Choice, pairwise } from "../support/pairwise.ts";
import { mapSteps } from "../support/steps.ts";
import { describeWith } from "../support/tools.ts";

const CLASSES = 300;

const MAIN = `#include <stdio.h>
int gearbox_self_test(void);
int main(void) { printf("%d", gearbox_self_test()); return 0; }
`;

const CASES: readonly Choice[] = pairwise(
  {
    layout: ["branches", "packed"],
    encoding: ["rank", "bits"],
    sums: ["exact", "bounded"],
  },
  [],
);

describeWith(["gcc", "g++", "avr-gcc"], "more than 255 features, slots, classes and scores", () => {
  const folder = temporaryFolder();
  const model = widen(readFixtureModel("digits_rf10"));

  it.concurrent.each(CASES)(
    "$layout $encoding $sums",
    async (choice) => {
      const home = join(folder, Object.values(choice).join("-"));
      writeFiles(
        home,
        compileModel(model, { target: "generic", missing: "exact", ...choice } as never),
      );
      const sources = ["gearbox.c", "gearbox_self_test.c"].map((file) => join(home, file));
      for (const source of sources)
        for (const label of ["gcc c99 -O2", "atmega2560"])
          await compileObject(COMPILERS[label]!, source, { object: `${source}.o` });
      writeFileSync(join(home, "main.c"), MAIN);
      const program = join(home, "self-test");
      const flags = ["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
      expect(await runOnHost([join(home, "main.c"), ...sources], { flags, program })).toBe("0");
    },
    60_000,
  );

  it.concurrent.each(["rank", "bits"] as const)(
    "tables beyond 32,000 bytes, which AVR takes in chunks: %s",
    async (encoding) => {
      const home = join(folder, `chunks-${encoding}`);
      const large = readFixtureModel("digits_rf100");
      writeFiles(home, compileModel(large, { target: "generic", layout: "packed", encoding }));
      const source = join(home, "gearbox.c");
      expect(readFileSync(source, "utf8")).toMatch(/ gearbox_nodes_1\[\d+\] GEARBOX_FLASH/);
      for (const label of ["gcc c99 -O2", "atmega2560", "g++ c++11"])
        await compileObject(COMPILERS[label]!, source, { object: `${source}.o` });
      writeFileSync(join(home, "main.c"), MAIN);
      const sources = ["main.c", "gearbox.c", "gearbox_self_test.c"].map((f) => join(home, f));
      const program = join(home, "self-test");
      expect(await runOnHost(sources, { flags: ["-O1"], program })).toBe("0");
    },
    60_000,
  );
});

/** Each tree gets features of its own, and classes that no leaf votes for stand before the others. */
function widen(model: Model): Model {
  const { predictor, head, inputs } = model;
  if (head.kind !== "classes") throw new Error("the model has no classes");
  const { stride, values } = predictor.leaves;
  const features = inputs.features.length;
  const rows = values.length / stride;
  const wide = new Float64Array(rows * CLASSES);
  for (let row = 0; row < rows; row++)
    wide.set(values.subarray(row * stride, (row + 1) * stride), (row + 1) * CLASSES - stride);
  const feature = predictor.nodes.feature.slice();
  for (let tree = 0; tree < predictor.roots.length; tree++)
    for (let node = predictor.roots[tree]!; node < treeEnd(predictor, tree); node++)
      feature[node] = feature[node]! + tree * features;
  const combine = predictor.combine;
  if (combine.kind !== "sum" || !combine.divisor) throw new Error("the model is not a mean");
  return {
    ...model,
    inputs: {
      ...inputs,
      features: Array.from(predictor.roots.keys()).flatMap((tree) =>
        inputs.features.map(({ name }) => ({ name: `${name} of ${tree}` })),
      ),
    },
    steps: mapSteps(model.steps).map((step) => ({
      ...step,
      columns: Array.from(predictor.roots.keys()).flatMap((tree) =>
        step.columns.map(({ from, chain }) => ({ from: from + tree * features, chain })),
      ),
    })),
    predictor: {
      ...predictor,
      nodes: { ...predictor.nodes, feature },
      scores: CLASSES,
      leaves: { stride: CLASSES, values: wide },
      combine: {
        ...combine,
        base: new Float64Array(CLASSES),
        divisor: divisors(CLASSES, combine.divisor[0]!),
      },
    },
    head: {
      ...head,
      labels: { ...head.labels, names: Array.from({ length: CLASSES }, (_, i) => `class ${i}`) },
    },
  };
}
