import { describe, expect, it } from "vitest";
import type { PackageFacts } from "../../src/core/options.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";

/**
 * The rules of Arduino's library specification 2.2 and of arduino-lint's strict level, each by its
 * number where it has one; arduino-lint itself is not to be had from Debian or npm.
 */

const STATED: PackageFacts = {
  author: "Ada Example",
  url: "https://example.com/gearbox",
  license: "MIT",
};
const REQUIRED = ["name", "version", "author", "maintainer", "sentence", "paragraph", "url"];

const packages = (["split", "header"] as const).flatMap((style) =>
  ["sklearn-1.9.1-std-named-gbc", "diabetes_gbr", "sklearn-1.9.1-one-node"].flatMap((fixture) =>
    [{}, STATED].map((facts) => {
      const { files } = compileModel(readFixtureModel(fixture), {
        target: "arduino",
        style,
        package: facts,
      });
      const texts = new Map(files.map(({ path, text }) => [path, text]));
      const title = `${fixture}, ${style}, ${"author" in facts ? "stated" : "bare"}`;
      return { title, texts, stated: "author" in facts };
    }),
  ),
);

it.each([
  ["gearbox", []],
  ["a234567890123456789012345678901b", []],
  ["a2345678901234567890123456789012b", ["is longer than 32 characters"]],
  ["Arduino_gearbox", ['contains "arduino"']],
  ["my_arduino_Library", ['contains "arduino"', 'contains "library"']],
])("warns of a name that the strict level refuses: %s", (name, faults) => {
  const problemsFor = (target: string) =>
    compileModel(readFixtureModel("sklearn-1.9.1-one-node"), { target, name }).problems;
  const message = `the name ${name} ${faults.join(" and ")}, which arduino-lint --compliance strict refuses`;
  expect(problemsFor("arduino")).toMatchObject(
    faults.length > 0 ? [{ code: "options/unwelcome-name", severity: "warning", message }] : [],
  );
  expect(problemsFor("platformio")).toEqual([]);
});

describe.each(packages)("Arduino library of $title", ({ texts, stated }) => {
  const lines = texts.get("library.properties")!.trimEnd().split("\n");
  const fields = new Map(
    lines.map((line) => /^([a-z_]+)=(.*)$/.exec(line)!.slice(1, 3) as [string, string]),
  );

  it("has every required field, none twice and none empty", () => {
    expect(fields.size).toBe(lines.length);
    for (const field of REQUIRED) expect(fields.get(field), field).toBeTruthy();
    for (const [field, value] of fields) expect(value.trim(), field).not.toBe("");
  });

  it("has a name within the rules", () => {
    const name = fields.get("name")!;
    expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/);
    expect(name).toMatch(/[A-Za-z]/);
    expect(name.length).toBeLessThanOrEqual(32);
    expect(name).not.toMatch(/arduino|library/i);
  });

  it("has a header of the library's name (LS008), where its includes say", () => {
    expect(texts.has(`src/${fields.get("name")}.h`)).toBe(true);
    expect(texts.has(`src/${fields.get("includes")}`)).toBe(true);
  });

  it("has a full semantic version", () => {
    expect(fields.get("version")).toMatch(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/);
  });

  it("does not repeat the sentence in the paragraph (LP036)", () => {
    expect(fields.get("paragraph")).not.toContain(fields.get("sentence")!.replace(/\.$/, ""));
  });

  it("has a category, all architectures, an http address and a maintainer of its own", () => {
    expect(fields.get("category")).toBe("Data Processing");
    expect(fields.get("architectures")).toBe("*");
    expect(fields.get("url")).toMatch(/^https:\/\/[\w.-]+\//);
    expect(fields.get("maintainer")).not.toMatch(/arduino/i);
  });

  it("has no field that the specification does not know", () => {
    const known = [...REQUIRED, "category", "architectures", "includes"];
    expect([...fields.keys()].filter((field) => !known.includes(field))).toEqual([]);
  });

  it("has a README, examples named like their folders, and nothing misplaced", () => {
    const paths = [...texts.keys()];
    expect(paths).toContain("README.md");
    expect(paths.includes("LICENSE")).toBe(stated);
    const sketches = paths.filter((path) => path.endsWith(".ino"));
    expect(sketches.sort()).toEqual([
      "examples/Predict/Predict.ino",
      "examples/SelfTest/SelfTest.ino",
    ]);
    for (const path of paths) {
      expect(path).toMatch(/^(src|examples)\/|^[\w.]+$/);
      expect(path).not.toMatch(/^utility|\.exe$|\.development|[ :*?"<>|\\]/);
    }
  });

  it("keywords have one tab and a known kind each, none twice", () => {
    const rows = texts.get("keywords.txt")!.trimEnd().split("\n");
    for (const row of rows) expect(row).toMatch(/^[A-Za-z_]\w*\t(KEYWORD[12]|LITERAL1)$/);
    expect(new Set(rows).size).toBe(rows.length);
    const header = texts.get(`src/${fields.get("name")}.h`)!;
    for (const row of rows) expect(header).toContain(row.split("\t")[0]);
  });

  it("library.json says the same to PlatformIO", () => {
    const manifest = JSON.parse(texts.get("library.json")!);
    expect(manifest).toMatchObject({
      name: fields.get("name"),
      version: fields.get("version"),
      description: fields.get("sentence"),
      headers: fields.get("includes"),
    });
    expect(manifest.name.length).toBeLessThanOrEqual(50);
    expect(manifest.description.length).toBeLessThanOrEqual(255);
    expect(manifest.keywords.join().length).toBeLessThanOrEqual(255);
    expect(manifest.license).toBe(stated ? "MIT" : undefined);
    for (const value of Object.values(manifest)) expect(value).not.toBe("");
  });
});
