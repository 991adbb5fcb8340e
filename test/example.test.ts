import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { DEFAULT_READ_OPTIONS } from "../src/core/frontends/frontend.ts";
import { readModel } from "../src/core/frontends/index.ts";
import { evaluate } from "../src/core/ir/evaluate.ts";
import { exponentOf } from "../src/core/math.ts";

const EXAMPLE = fileURLToPath(new URL("../examples/equipment-health/", import.meta.url));

const bytesOf = (file: string) => new Uint8Array(readFileSync(join(EXAMPLE, file)));

function tableOf(file: string): Record<string, string>[] {
  return parse(readFileSync(join(EXAMPLE, file)), { columns: true });
}

function read(file: string) {
  const model = readModel({ name: file, bytes: bytesOf(file) }, DEFAULT_READ_OPTIONS);
  if (model.head.kind !== "classes") throw new Error("the example classifies");
  return { model, labels: model.head.labels.names };
}

/** Answers as the columns of `predict --raw`, numbers as they are. */
function answers(file: string): Record<string, number | string>[] {
  const { model, labels } = read(file);
  return tableOf("readings.csv").map((reading) => {
    const row = model.inputs.features.map(({ name }) => Number(reading[name]));
    const { raw, probabilities, prediction } = evaluate(model, row);
    return Object.fromEntries([
      ["prediction", labels[prediction]!],
      ...labels.map((label, i) => [`probability_${label}`, probabilities![i]!]),
      ...labels.map((label, i) => [`raw_${label}`, raw[i]!]),
    ]);
  });
}

/** Distance of each number of a column group from the trainer's, in ulps of the trainer's. */
function distances(
  got: readonly Record<string, number | string>[],
  expected: readonly Record<string, string>[],
  prefix: "raw_" | "probability_",
): number[] {
  return expected.flatMap((line, i) =>
    Object.keys(line)
      .filter((name) => name.startsWith(prefix))
      .map((name) => {
        const value = Number(line[name]);
        const ulp = 2 ** (exponentOf(value || 1) - 52);
        return Math.abs((got[i]![name] as number) - value) / ulp;
      }),
  );
}

const NUMBERS = 60 * 3;

describe("the example's models", () => {
  it("model.joblib answers as scikit-learn", () => {
    const got = answers("model.joblib");
    const expected = tableOf("expected.csv");
    expect(got.map((line) => line.prediction)).toEqual(expected.map((line) => line.prediction));
    expect(distances(got, expected, "raw_")).toEqual(new Array(NUMBERS).fill(0));
    // NumPy's vector exp, in scikit-learn's softmax, is not correctly rounded.
    const probabilities = distances(got, expected, "probability_");
    expect(probabilities.length).toBe(NUMBERS);
    expect(Math.max(...probabilities)).toBeLessThanOrEqual(2);
  });

  it("model.json answers as ml-cart", () => {
    const got = answers("model.json");
    const expected = tableOf("expected-ml-cart.csv");
    expect(got.map((line) => line.prediction)).toEqual(expected.map((line) => line.prediction));
    expect(distances(got, expected, "probability_")).toEqual(new Array(NUMBERS).fill(0));
  });

  it("train.ts writes the same model again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mlc-example-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await execa("tsx", [join(EXAMPLE, "train.ts"), folder], { preferLocal: true });
    for (const file of ["model.json", "expected-ml-cart.csv"]) {
      expect(readFileSync(join(folder, file), "utf8"), file).toBe(
        readFileSync(join(EXAMPLE, file), "utf8"),
      );
    }
  });
});
