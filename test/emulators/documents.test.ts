import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, expect, it, vi } from "vitest";
import { mlc, temporaryFolder } from "../support/cli.ts";
import { describeWith } from "../support/tools.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const EXAMPLE = join(ROOT, "examples/equipment-health");
const MODEL = join(EXAMPLE, "model.joblib");
const SMALL = join(ROOT, "test/fixtures/sklearn-1.9.1-std-gbc/model.joblib");
const SCHEMAS = join(ROOT, "docs/schema");

const ajv = new Ajv2020({ strict: true, schemas: readdirSync(SCHEMAS).map(schemaIn) });

function schemaIn(file: string): object {
  return JSON.parse(readFileSync(join(SCHEMAS, file), "utf8")) as object;
}

/** Why a document is not as its published schema says; none if it is. */
function faultsOf(command: string, document: unknown): unknown {
  const validate = ajv.getSchema(`${command}.schema.json`)!;
  validate(document);
  return validate.errors ?? [];
}

afterEach(() => void vi.unstubAllEnvs());

describeWith(["gcc", "avr-gcc", "arm-none-eabi-gcc"], "documents about boards", () => {
  it.each([
    ["verify", ["--board", "uno", "--thorough", "--rows", "100"]],
    ["verify", ["--data", "readings.csv", "--expected", "expected.csv", "--rows", "100"]],
    ["verify", ["--data", "readings.csv", "--expected", "wrong.csv", "--rows", "100"]],
    ["size", ["--board", "uno", "--board", "pico"]],
    ["bench", ["--board", "uno", "--board", "pico", "--data", "readings.csv"]],
  ])("mlc %s %j keeps to its schema", async (command, words) => {
    const cwd = temporaryFolder();
    for (const file of ["readings.csv", "expected.csv"])
      writeFileSync(join(cwd, file), readFileSync(join(EXAMPLE, file)));
    const answers = readFileSync(join(EXAMPLE, "expected.csv"), "utf8");
    writeFileSync(join(cwd, "wrong.csv"), answers.replaceAll("0.1", "0.2"));
    const { stdout } = await mlc([command, MODEL, ...words, "--json"], { cwd });
    expect(faultsOf(command, JSON.parse(stdout))).toEqual([]);
  });

  it.each(["verify", "size", "bench"])("mlc %s does so with nothing installed", async (command) => {
    vi.stubEnv("PATH", "");
    const words = [command, MODEL, "--board", "uno", "--board", "esp32", "--json"];
    const { stdout } = await mlc(words, { cwd: "." });
    const document = JSON.parse(stdout) as { boards: readonly { install: string }[] };
    expect(faultsOf(command, document)).toEqual([]);
    expect(document.boards[0]!.install).toContain("gcc-avr");
  });

  it("a package's report does, in the order of its boards", async () => {
    const cwd = temporaryFolder();
    const report = (folder: string) =>
      JSON.parse(readFileSync(join(cwd, folder, "mlc-report.json"), "utf8"));
    for (const folder of ["a", "b"]) {
      const compile = ["compile", SMALL, "--target", "generic", "--out", folder];
      expect((await mlc([...compile, "--name", "pump"], { cwd })).code).toBe(0);
    }
    const size = ["--board", "uno"];
    const verify = [...size, "--rows", "100"];
    await mlc(["bench", "a", "--board", "uno", "--board", "pico"], { cwd });
    await mlc(["size", "a", ...size], { cwd });
    await mlc(["verify", "a", ...verify], { cwd });
    await mlc(["verify", "b", ...verify], { cwd });
    await mlc(["size", "b", ...size], { cwd });
    await mlc(["bench", "b", "--board", "pico", "--board", "uno"], { cwd });
    expect(faultsOf("report", report("a"))).toEqual([]);
    expect(Object.keys(report("a").boards)).toEqual(["pico", "uno"]);
    expect(JSON.stringify(report("b"))).toBe(JSON.stringify(report("a")));
    expect(JSON.stringify(report("a"))).not.toContain(cwd);
    const earlier = join(cwd, "a/mlc-report.json");
    const { stdout } = await mlc(
      ["size", "b", "--board", "uno", "--board", "nano", "--compare", earlier],
      { cwd },
    );
    expect(stdout).toContain("compare  the earlier report has no sizes on nano\n");
    const json = await mlc(["size", "b", "--board", "uno", "--compare", earlier, "--json"], {
      cwd,
    });
    expect(faultsOf("size", JSON.parse(json.stdout))).toEqual([]);
  });

  it("and a table for people are not the same output", async () => {
    const words = ["size", MODEL, "--board", "uno", "--json", "--reporter", "github"];
    expect(await mlc(words, { cwd: "." })).toMatchObject({ code: 2, stdout: "" });
  });
});
