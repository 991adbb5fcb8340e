import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { mlc, temporaryFolder } from "../support/cli.ts";
import { readFixtureFile } from "../support/fixtures.ts";

const COMPILE = ["compile", "far/model.joblib", "--target", "generic", "--name", "box"];
const UNVERIFIED = [...COMPILE, "--board", "uno", "--no-verify"];

function workshop(): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "far"));
  const model = readFixtureFile("sklearn-1.9.1-std-named-gbc", "model.joblib");
  writeFileSync(join(cwd, "far/model.joblib"), model);
  return cwd;
}

function reportIn(cwd: string) {
  return JSON.parse(readFileSync(join(cwd, "box/mlc-report.json"), "utf8"));
}

afterEach(() => void vi.unstubAllEnvs());

it("says where the model lay, verified or not", async () => {
  const cwd = workshop();
  expect((await mlc(UNVERIFIED, { cwd })).code).toBe(0);
  expect(reportIn(cwd)).toEqual({
    ...{ format: "mlc-report", version: 1, name: "box" },
    source: "../far/model.joblib",
  });
  vi.stubEnv("PATH", "");
  expect(await mlc(["size", "box"], { cwd })).toMatchObject({ code: 0, stderr: "" });
});

it("keeps what was found of a package until its files change", async () => {
  const cwd = workshop();
  await mlc(UNVERIFIED, { cwd });
  const found = { boards: { uno: { size: { flash: 1 } } }, verified: { mismatches: 0 } };
  const path = join(cwd, "box/mlc-report.json");
  writeFileSync(path, JSON.stringify({ ...reportIn(cwd), ...found }));
  await mlc(UNVERIFIED, { cwd });
  expect(reportIn(cwd)).toMatchObject(found);
  await mlc([...UNVERIFIED, "--outputs", "class"], { cwd });
  expect(Object.keys(reportIn(cwd))).toEqual(["format", "version", "name", "source"]);
});

it.each([
  { boards: [1] },
  { boards: "uno" },
  { boards: { uno: null } },
  { boards: { uno: { size: null } } },
  { boards: { uno: { size: { flash: "1", ram: null } } } },
])("compares sizes with what is left of a damaged report: %j", async (damage) => {
  const cwd = workshop();
  const report = { format: "mlc-report", version: 1, ...damage };
  writeFileSync(join(cwd, "report.json"), JSON.stringify(report));
  vi.stubEnv("PATH", "");
  const words = ["size", "far/model.joblib", "--board", "uno", "--compare", "report.json"];
  for (const more of [[], ["--json"], ["--reporter", "github"]])
    expect(await mlc([...words, ...more], { cwd })).toMatchObject({ code: 0, stderr: "" });
});
