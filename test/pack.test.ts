import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./support/cli.ts";
import { readFixtureFile } from "./support/fixtures.ts";

const ROOT = join(import.meta.dirname, "..");

/**
 * The published package in a folder with nothing else, as npm would lay it out. npm itself would ask
 * its registry, or a cache that `npm ci` does not fill, for the dependencies' metadata; so the
 * installed copies of the production dependencies are put there by hand.
 */
async function installPackage(): Promise<string> {
  const folder = temporaryFolder();
  await execa("npm", ["pack", "--pack-destination", folder], { cwd: ROOT });
  const [tarball] = readdirSync(folder);
  const home = join(folder, "node_modules/mlc-compiler");
  mkdirSync(home, { recursive: true });
  await execa("tar", ["-xzf", join(folder, tarball!), "-C", home, "--strip-components=1"]);
  const listed = await execa("npm", ["ls", "--omit=dev", "--all", "--parseable"], { cwd: ROOT });
  for (const path of listed.stdout.split("\n").slice(1)) {
    const place = join(folder, relative(ROOT, path));
    mkdirSync(dirname(place), { recursive: true });
    cpSync(path, place, { recursive: true });
  }
  const { bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  mkdirSync(join(folder, "node_modules/.bin"));
  symlinkSync(join("../mlc-compiler", bin.mlc), join(folder, "node_modules/.bin/mlc"));
  return folder;
}

describe("the published package", () => {
  it("compiles for every target in an empty folder, and both entries load", async () => {
    const folder = await installPackage();
    const shipped = readdirSync(join(folder, "node_modules/mlc-compiler"));
    expect(
      shipped.filter((name) =>
        ["src", "test", "templates", "targets", "node_modules"].includes(name),
      ),
    ).toEqual([]);
    writeFileSync(
      join(folder, "model.joblib"),
      readFixtureFile("sklearn-1.9.1-std-named-gbc", "model.joblib"),
    );
    for (const target of [
      "generic",
      "arduino",
      "esp-idf",
      "stm32",
      "pico",
      "platformio",
      "zephyr",
    ]) {
      const args = ["compile", "model.joblib", "--target", target, "--out", target, "--no-verify"];
      const { stderr } = await execa(join(folder, "node_modules/.bin/mlc"), args, { cwd: folder });
      expect(stderr).toContain(`wrote    ./${target} (`);
    }
    const script = `
      const node = await import("mlc-compiler");
      const core = await import("mlc-compiler/core");
      const model = node.readModel(node.readSource("model.joblib"));
      console.log(core.compile(model, { ...core.DEFAULT_OPTIONS, target: "generic", name: "x" }, core.resources).files.length);`;
    const args = ["--input-type=module", "--eval", script];
    const { stdout } = await execa(process.execPath, args, { cwd: folder });
    expect(Number(stdout)).toBeGreaterThan(3);
  });
});
