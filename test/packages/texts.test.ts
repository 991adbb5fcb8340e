import { describe, expect, it } from "vitest";
import type { Model } from "../../src/core/ir/model.ts";
import type { PackageFacts } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { withHostileNames } from "../support/hostile-names.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";

const FRAMEWORKS = Object.keys(resources.targets.frameworks);
const STYLES = ["split", "header"] as const;
const MODELS: Readonly<Record<string, Model>> = {
  boosting: readFixtureModel("sklearn-1.9.1-std-named-gbc"),
  regression: readFixtureModel("diabetes_gbr"),
  xgboost: readFixtureModel("bc_xgb"),
  "ten classes of 64 features": readFixtureModel("digits_rf10"),
  "one node": readFixtureModel("sklearn-1.9.1-one-node"),
  "hostile names": withHostileNames(readFixtureModel("digits_rf10")),
};
const STATED: PackageFacts = {
  author: "Ada */ Example ??/",
  maintainer: "Ada Example <ada@example.com>",
  url: "https://example.com/gearbox",
  license: "Apache-2.0",
};

/** Lines that a format does not let us break. */
const UNBREAKABLE =
  /^(sentence|paragraph|author|maintainer|url)=|^ {2}"(\$schema|description)": |^description: /;

const cases = FRAMEWORKS.flatMap((target) =>
  STYLES.flatMap((style) =>
    Object.keys(MODELS).map((model) => ({ target, style, model }) as const),
  ),
);

describe("every text of every package", () => {
  it.each(cases)("$target, $style, $model", ({ target, style, model }) => {
    const { files } = compileModel(MODELS[model]!, { target, style, package: STATED });
    for (const { path, text } of files) {
      const faults = faultsOf(text, path.endsWith(".mlc.json") ? Number.POSITIVE_INFINITY : 100);
      expect(faults, path).toEqual([]);
    }
  });

  it.each(FRAMEWORKS)("%s: a README has at most 60 lines", (target) => {
    for (const model of Object.values(MODELS)) {
      const { files } = compileModel(model, { target });
      const readme = files.find(({ path }) => path === "README.md")!.text;
      expect(readme.split("\n").length - 1, readme).toBeLessThanOrEqual(60);
    }
  });

  it.each(FRAMEWORKS)("%s: a licence stands in it only where one is configured", (target) => {
    const mentions = (facts: PackageFacts) =>
      compileModel(MODELS.boosting!, { target, package: facts }).files.filter(
        ({ path, text }) =>
          path === "LICENSE" || /licen[cs]e/i.test(text.replaceAll('"license": ""', "")),
      );
    expect(mentions({}).map(({ path }) => path)).toEqual([]);
    expect(mentions(STATED).map(({ path }) => path)).toContain("LICENSE");
    const sources = mentions(STATED).filter(({ path }) => /\.[ch]$/.test(path));
    expect(sources.length).toBeGreaterThanOrEqual(3);
    for (const { text } of sources)
      expect(text).toContain(" * SPDX-License-Identifier: Apache-2.0");
  });
});

function faultsOf(text: string, width: number): readonly string[] {
  const faults: string[] = [];
  if (!text.endsWith("\n") || text.endsWith("\n\n")) faults.push("does not end in one newline");
  if (/\n\n\n/.test(text)) faults.push("two blank lines");
  for (const [i, line] of text.split("\n").entries()) {
    const at = `line ${i + 1}: ${line}`;
    if (/[^\x20-\x7e\t]/.test(line)) faults.push(`not ASCII, ${at}`);
    if (/[ \t]$/.test(line)) faults.push(`trailing blank, ${at}`);
    if (line.length > width && !UNBREAKABLE.test(line))
      faults.push(`${line.length} columns, ${at}`);
  }
  return faults;
}
