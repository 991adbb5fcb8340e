import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { mlc, temporaryFolder } from "../support/cli.ts";
import { readFixtureFile, readVectors } from "../support/fixtures.ts";

/** A fixture's model, its finite rows and the trainer's answers to them under `predict`'s names. */
function workshop(fixture: string, file: string, names: readonly string[]) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, file), readFixtureFile(fixture, file));
  const { features, rows, raw, v, predictions } = readVectors(fixture);
  const kept = [...rows.keys()].filter((row) => rows[row]!.every(Number.isFinite));
  const write = (name: string, lines: readonly (readonly unknown[])[]) =>
    writeFileSync(join(cwd, name), lines.map((line) => line.join(",")).join("\n"));
  const answers = kept.map((row) => {
    // Values without links are the scores.
    const values = Array.from(v[row]!.length > 0 ? v[row]! : raw[row]!);
    return names[0] === "prediction_0" ? values : [predictions[row], ...values];
  });
  write("rows.csv", [features, ...kept.map((row) => Array.from(rows[row]!))]);
  write("answers.csv", [names, ...answers]);
  return { cwd, answers };
}

async function predicted(cwd: string, file: string, engine: string, ...more: string[]) {
  const args = ["predict", file, "--data", "rows.csv", "--engine", engine, ...more];
  const { code, stdout, stderr } = await mlc(args, { cwd });
  expect(stderr).not.toContain("error");
  expect(code).toBe(0);
  const [header, ...lines] = parse(stdout) as string[][];
  return { header, lines: lines.map((line) => line.map(Number)) };
}

const CASES = [
  {
    what: "several outputs",
    fixture: "sklearn-1.9.1-extra-tree-outputs",
    file: "zlib.joblib",
    names: ["prediction_0", "prediction_1", "prediction_2"],
  },
  {
    what: "sorted quantiles",
    fixture: "xgboost-3.4.1-quantiles",
    file: "model.json",
    names: ["prediction_0", "prediction_1", "prediction_2"],
  },
  {
    what: "anomalies",
    fixture: "sklearn-1.9.1-iforest",
    file: "zlib.joblib",
    names: ["prediction", "score"],
  },
];

describe.each(CASES)("$what on the command line", ({ fixture, file, names }) => {
  it("are predicted as the trainer does, and near it on the device", async () => {
    const { cwd, answers } = workshop(fixture, file, names);
    const model = await predicted(cwd, file, "model");
    expect(model.header).toEqual(names);
    const device = await predicted(cwd, file, "device");
    expect(device.header).toEqual(names);
    expect(model.lines.length).toBe(answers.length);
    for (const [i, line] of model.lines.entries())
      for (const [k, value] of line.entries())
        expect(value).toBeCloseTo(Number(answers[i]![k]), 12);
    expect((await predicted(cwd, file, "native")).lines).toEqual(device.lines);
  });

  it("are verified against the trainer's answers, and a wrong one is found", async () => {
    const { cwd, answers } = workshop(fixture, file, names);
    const args = ["verify", file, "--data", "rows.csv", "--expected", "answers.csv"];
    const good = await mlc(args, { cwd });
    expect(good.stdout).toContain("trainer's rule on the numbers given, 0 mismatches");
    expect(good.code).toBe(0);
    const wrong = answers.map((line) => [...line]);
    const last = names.length - 1;
    wrong[3]![last] = Number(wrong[3]![last]) + 1e-6;
    writeFileSync(join(cwd, "answers.csv"), [names, ...wrong].map(String).join("\n"));
    const bad = await mlc(args, { cwd });
    expect(bad.code).toBe(4);
    expect(bad.stdout).toContain(`row 4, ${names[last]}: expected`);
  });
});

describe("raw scores", () => {
  it("stand before links", async () => {
    const { cwd } = workshop("lightgbm-4.7.0-poisson", "model.txt", ["prediction"]);
    for (const engine of ["model", "native"]) {
      const { header, lines } = await predicted(cwd, "model.txt", engine, "--raw");
      expect(header).toEqual(["prediction", "raw_0"]);
      for (const [value, raw] of lines) expect(Math.log(value!)).toBeCloseTo(raw!, 5);
    }
  });

  it("of anomalies are path lengths, which compiled C does not give", async () => {
    const { cwd } = workshop("sklearn-1.9.1-iforest", "zlib.joblib", ["prediction", "score"]);
    const { header } = await predicted(cwd, "zlib.joblib", "device", "--raw");
    expect(header).toEqual(["prediction", "score", "raw_0"]);
    const args = ["predict", "zlib.joblib", "--data", "rows.csv", "--raw", "--engine", "native"];
    const { code, stderr } = await mlc(args, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("error[command/conflict]");
  });
});
