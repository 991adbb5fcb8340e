import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { describeWith, tool } from "../support/tools.ts";

const PROJECT = resolve(import.meta.dirname, "../support/stm32");

describeWith(["cmake", "arm-none-eabi-gcc"], "the STM32 folder in a CMake project", () => {
  const folder = temporaryFolder();
  const model = readFixtureModel("sklearn-1.9.1-std-named-gbc");

  it.each(["split", "header"] as const)("configures and links, style %s", async (style) => {
    const project = join(folder, style);
    cpSync(PROJECT, project, { recursive: true });
    writeFiles(join(project, "gearbox"), compileModel(model, { target: "stm32", style }));
    const build = join(project, "build");
    const toolchain = `-DCMAKE_TOOLCHAIN_FILE=${join(project, "cortex-m4.cmake")}`;
    await execa(tool("cmake"), ["-S", project, "-B", build, toolchain]);
    await execa(tool("cmake"), ["--build", build]);
    const { stdout } = await execa("arm-none-eabi-nm", [join(build, "board")]);
    expect(stdout).toMatch(/ T main$/m);
    expect(stdout).toMatch(/ T gearbox_self_test$/m);
  });
});
