import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { runOnHost } from "../support/compilers.ts";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { describeWith, tool } from "../support/tools.ts";

const STYLES = ["split", "header"] as const;

describeWith(["gcc"], "packages beside each other", () => {
  const folder = temporaryFolder();
  const boosting = readFixtureModel("sklearn-1.9.1-std-named-gbc");
  const regression = readFixtureModel("diabetes_gbr");

  it.each(STYLES)("two models link into one image, style %s", async (style) => {
    const home = join(folder, style);
    const packages = [
      compileModel(boosting, { target: "generic", name: "gearbox", style, sums: "exact" }),
      compileModel(regression, { target: "generic", name: "sugar", style }),
    ];
    for (const result of packages) writeFiles(home, result);
    const sources = packages
      .flatMap(({ files }) => files.map(({ path }) => join(home, path)))
      .filter((path) => path.endsWith(".c"));
    const main = join(home, "main.c");
    writeFileSync(
      main,
      `#include <stdio.h>
#include "gearbox.h"
#include "sugar.h"
int main(void) { printf("%d %d", gearbox_self_test(), sugar_self_test()); return 0; }
`,
    );
    const program = join(home, "both");
    const flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-I", home];
    expect(await runOnHost([main, ...sources], { flags, program })).toBe("0 0");
  });

  it.each(["gearbox.c", "gearbox_self_test.c"])(
    "a %s of another run stops the build",
    async (file) => {
      const [home, other] = [join(folder, `home-${file}`), join(folder, `other-${file}`)];
      writeFiles(home, compileModel(boosting, { target: "generic" }));
      writeFiles(other, compileModel(boosting, { target: "generic", sums: "exact" }));
      const build = () => execa(tool("gcc"), ["-fsyntax-only", join(home, file)]);
      await build();
      copyFileSync(join(other, file), join(home, file));
      await expect(build()).rejects.toThrow(
        /another run of mlc made \w+\.h: copy the whole package/,
      );
    },
  );
});
