import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import type { CompileOptions } from "../../src/core/options.ts";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { describeWith, tool } from "../support/tools.ts";

const PROJECTS = resolve(import.meta.dirname, "../support");
const STYLES = ["split", "header"] as const;

/** Copies a project, puts the package beside it, builds, and gives the linked symbols. */
async function build(
  project: string,
  options: Pick<CompileOptions, "target" | "style">,
  { toolchain, definitions = [] }: { toolchain: string; definitions?: readonly string[] },
): Promise<string> {
  const folder = join(temporaryFolder(), "project");
  cpSync(join(PROJECTS, project), folder, { recursive: true });
  const model = readFixtureModel("sklearn-1.9.1-std-named-gbc");
  writeFiles(join(folder, "gearbox"), compileModel(model, options));
  const out = join(folder, "build");
  const words = [`-DCMAKE_TOOLCHAIN_FILE=${join(folder, toolchain)}`, ...definitions];
  await execa(tool("cmake"), ["-S", folder, "-B", out, ...words]);
  await execa(tool("cmake"), ["--build", out]);
  return (await execa("arm-none-eabi-nm", [join(out, "board")])).stdout;
}

describeWith(["cmake", "arm-none-eabi-gcc"], "the Pico package in a CMake program", () => {
  it.each(STYLES)("configures and links, style %s", async (style) => {
    const symbols = await build(
      "pico",
      { target: "pico", style },
      { toolchain: "cortex-m0plus.cmake" },
    );
    expect(symbols).toMatch(/ T gearbox_self_test$/m);
  });
});

describeWith(["cmake", "arm-none-eabi-gcc"], "the Zephyr module", () => {
  const module = (style: CompileOptions["style"], ...definitions: string[]) =>
    build("zephyr", { target: "zephyr", style }, { toolchain: "cortex-m4.cmake", definitions });

  it.each(STYLES)("configures and links, style %s", async (style) => {
    expect(await module(style, "-DMODULE=ON", "-DSELF_TEST=ON")).toMatch(/ T gearbox_self_test$/m);
  });

  it("leaves the golden rows out where Kconfig says so", async () => {
    const symbols = await module("split", "-DMODULE=ON", "-DSELF_TEST=OFF");
    expect(symbols).toMatch(/ T gearbox_predict$/m);
    expect(symbols).not.toMatch(/gearbox_self_test/);
  });

  it("builds nothing where it is switched off", async () => {
    expect(await module("split", "-DMODULE=OFF", "-DSELF_TEST=OFF")).not.toMatch(/gearbox/);
  });
});
