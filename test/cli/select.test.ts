import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mlc, temporaryFolder } from "../support/cli.ts";
import { readFixtureFile } from "../support/fixtures.ts";
import * as P from "../support/pickle-bytes.ts";
import { maxAbsScaler } from "../unit/frontends/sklearn/pickled-estimators.ts";

/** A model of five numbers and a scaler that doubles them, in one file. */
function workshop(): string {
  const cwd = temporaryFolder();
  // What stands between PROTO and STOP pushes the model.
  const model = readFixtureFile("sklearn-1.9.1-containers", "p2.pkl").subarray(2, -1);
  const bundle = P.dict({ model, scaler: maxAbsScaler([0.5, 0.5, 0.5, 0.5, 0.5]) });
  writeFileSync(join(cwd, "bundle.pkl"), P.pickle(bundle));
  return cwd;
}

const CHOSEN = ["bundle.pkl", "--select", "model", "--scaler", "bundle.pkl"];
const NAMED = ["--features", "a,b,c,d,e"];

describe("a file that holds a model and its scaler", () => {
  it("is asked about, not guessed", async () => {
    const { code, stderr } = await mlc(["inspect", "bundle.pkl"], { cwd: workshop() });
    expect(code).toBe(3);
    expect(stderr).toContain("error[input/several-models]");
    expect(stderr).toContain("--select model");
  });

  it("is read by every command, with names for its features", async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "rows.csv"), "e,d,c,b,a\n1e-7,101000,1500,60,0.01\n");
    for (const [command, ...more] of [
      ["inspect"],
      ["convert"],
      ["predict", "--data", "rows.csv"],
      ["verify"],
      ["compile", "--target", "generic", "--out", "box", "--no-verify"],
    ]) {
      const { code, stderr } = await mlc([command!, ...CHOSEN, ...NAMED, ...more], { cwd });
      expect([command, code, stderr]).toEqual([command, 0, expect.any(String)]);
    }
    const { stdout } = await mlc(["inspect", "box"], { cwd });
    expect(stdout).toMatch(/scaler +MaxAbsScaler, RobustScaler/);
    expect(stdout).toMatch(/features 0 a /);
    expect((await mlc(["compile", "box", "--check"], { cwd })).code).toBe(0);
  });

  it("predicts with the scaler first", async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "rows.csv"), "f0,f1,f2,f3,f4\n0.01,30,750,50500,5e-8\n");
    writeFileSync(join(cwd, "scaled.csv"), "f0,f1,f2,f3,f4\n0.02,60,1500,101000,1e-7\n");
    const scaled = await mlc(["predict", ...CHOSEN, "--data", "rows.csv"], { cwd });
    const given = ["bundle.pkl", "--select", "model", "--data", "scaled.csv"];
    const alone = await mlc(["predict", ...given], { cwd });
    expect(scaled.code).toBe(0);
    expect(scaled.stdout).toBe(alone.stdout);
  });
});
