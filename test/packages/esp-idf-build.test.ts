import { readFileSync } from "node:fs";
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

const STUBS = resolve(import.meta.dirname, "../support/esp-idf-stubs");
/** ESP-IDF's own: -Wall -Wextra -Werror; here the stricter set that emitted C is clean under. */
const WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wdouble-promotion", "-Wshadow", "-Werror"];
const STYLES = ["split", "header"] as const;

describeWith(["compote"], "the ESP-IDF component for the registry", () => {
  const folder = temporaryFolder();
  const model = readFixtureModel("sklearn-1.9.1-std-named-gbc");

  it.each(STYLES)("is packed by compote, style %s", async (style) => {
    const component = join(folder, style, "gearbox");
    const result = compileModel(model, { target: "esp-idf", style });
    writeFiles(component, result);
    const packed = join(folder, style, "dist");
    await execa(tool("compote"), ["component", "pack", "--name", "gearbox", "--dest-dir", packed], {
      cwd: component,
    });
    const { stdout } = await execa("tar", ["-tzf", join(packed, "gearbox_1.0.0.tgz")]);
    const files = stdout.split("\n").filter((path) => !path.endsWith("/"));
    expect(files.sort()).toEqual(result.files.map(({ path }) => `./${path}`).sort());
  });

  it("is refused with a version that is none", async () => {
    const component = join(folder, "broken", "gearbox");
    const { files } = compileModel(model, { target: "esp-idf" });
    const broken = files.map((file) =>
      file.path === "idf_component.yml"
        ? { ...file, text: file.text.replace("1.0.0", "one") }
        : file,
    );
    writeFiles(component, { files: broken });
    const pack = execa(tool("compote"), ["component", "pack", "--name", "gearbox"], {
      cwd: component,
    });
    await expect(pack).rejects.toThrow(/version/i);
  });
});

describeWith(["riscv64-unknown-elf-gcc"], "the ESP-IDF component for an ESP32-C3", () => {
  const folder = temporaryFolder();

  it.each(["sklearn-1.9.1-std-named-gbc", "diabetes_gbr"])(
    "compiles with its example: %s",
    async (fixture) => {
      const result = compileModel(readFixtureModel(fixture), {
        target: "esp-idf",
        board: "esp32-c3",
      });
      const component = join(folder, fixture);
      writeFiles(component, result);
      const cmake = readFileSync(join(component, "CMakeLists.txt"), "utf8");
      const named = [...cmake.matchAll(/"(src\/[^"]+)"/g)].map(([, path]) => path!);
      const emitted = result.files
        .map(({ path }) => path)
        .filter((path) => /^src\/.*\.c$/.test(path));
      expect(named.sort()).toEqual(emitted.sort());
      for (const source of [...named, "examples/predict/main/main.c"]) {
        await execa(tool("riscv64-unknown-elf-gcc"), [
          ...["-march=rv32imc", "-mabi=ilp32", "-std=gnu17", "-Os", "-ffreestanding", ...WARNINGS],
          ...["-I", join(component, "include"), "-I", STUBS],
          ...["-c", join(component, source), "-o", join(folder, "object.o")],
        ]);
      }
    },
  );
});
