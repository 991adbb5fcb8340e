import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { describeWith, tool } from "../support/tools.ts";

describeWith(["pio", "gcc"], "the PlatformIO library", () => {
  const model = readFixtureModel("sklearn-1.9.1-std-named-gbc");

  function written(style: "split" | "header") {
    const folder = join(temporaryFolder(), "gearbox");
    const result = compileModel(model, { target: "platformio", style });
    writeFiles(folder, result);
    return { folder, files: result.files.map(({ path }) => path) };
  }

  const pack = (folder: string) =>
    execa(tool("pio"), ["pkg", "pack", "-o", `${folder}.tar.gz`, "."], {
      cwd: folder,
      env: { PLATFORMIO_CORE_DIR: join(folder, "..", "core") },
    });

  it.each(["split", "header"] as const)("is packed by pio, style %s", async (style) => {
    const { folder, files } = written(style);
    await pack(folder);
    const { stdout } = await execa("tar", ["-tzf", `${folder}.tar.gz`]);
    expect(stdout.split("\n").sort()).toEqual(files.toSorted());
  });

  it("is refused without a name", async () => {
    const { folder } = written("split");
    const file = join(folder, "library.json");
    await execa("sed", ["-i", 's/"name": "[^"]*"/"name": ""/', file]);
    await expect(pack(folder)).rejects.toThrow(/name/);
  });

  it("has an example that finds nothing wrong", async () => {
    const { folder } = written("split");
    const program = join(folder, "example");
    const sources = ["src/gearbox.c", "src/gearbox_self_test.c", "examples/predict/src/main.c"];
    await execa(
      tool("gcc"),
      ["-Wall", "-Wextra", "-Werror", "-Iinclude", ...sources, "-o", program],
      {
        cwd: folder,
      },
    );
    expect((await execa(program)).stdout).toMatch(/^0 of \d+ golden rows disagree\n/);
  });
});
