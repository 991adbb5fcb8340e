import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { mlc, temporaryFolder } from "./support/cli.ts";
import { readFixtureFile } from "./support/fixtures.ts";
import { describeWith } from "./support/tools.ts";

const ROOT = resolve(import.meta.dirname, "..");
const FILE = "model.joblib";

/** A repository with a committed package, and `mlc` on the path as the action installs it. */
async function repository() {
  const cwd = temporaryFolder();
  const bin = join(cwd, "bin");
  mkdirSync(bin);
  const main = join(ROOT, "src/cli/main.ts");
  const shim = `#!/bin/sh\nexec "${process.execPath}" --import "${join(ROOT, "node_modules/tsx/dist/loader.mjs")}" "${main}" "$@"\n`;
  writeFileSync(join(bin, "mlc"), shim, { mode: 0o755 });
  writeFileSync(join(cwd, "model.joblib"), readFixtureFile("sklearn-1.9.1-std-named-gbc", FILE));
  const compile = ["compile", "model.joblib", "--name", "gearbox", "--target", "generic"];
  expect((await mlc([...compile, "--no-verify"], { cwd })).code).toBe(0);
  const git = (...words: string[]) =>
    execa("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], { cwd });
  await git("init", "--quiet");
  await git("add", "model.joblib", "gearbox");
  await git("commit", "--quiet", "-m", "first");
  const { stdout: head } = await git("rev-parse", "HEAD");
  await git("remote", "add", "origin", cwd);
  const run = (script: string, env: Record<string, string>) =>
    execa("bash", [join(ROOT, "action", script)], {
      cwd,
      reject: false,
      env: { PATH: `${bin}:${process.env.PATH}`, PACKAGES: "gearbox\n", RUNNER_TEMP: bin, ...env },
    });
  return { cwd, bin, head, git, run };
}

describeWith(["gcc", "avr-gcc"], "the action for pull requests", () => {
  it("passes a package that is its model's, and refuses an edited one", async () => {
    const { cwd, run } = await repository();
    const good = await run("verify.sh", { BOARDS: "uno" });
    expect(good.stdout).toMatch(/uno .* 0 mismatches/);
    expect(good.exitCode).toBe(0);
    const source = join(cwd, "gearbox/gearbox.c");
    writeFileSync(source, `${readFileSync(source, "utf8")}\n`);
    expect((await run("verify.sh", { BOARDS: "" })).exitCode).toBe(4);
  });

  it("says what a change costs", async () => {
    const { cwd, bin, head, git, run } = await repository();
    const smaller = ["compile", "gearbox", "--outputs", "class", "--no-verify"];
    expect((await mlc(smaller, { cwd })).code).toBe(0);
    await git("commit", "--quiet", "-am", "second");
    const { exitCode, stderr } = await run("size.sh", { BOARDS: "uno", BASE: head });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(bin, "mlc-size.md"), "utf8")).toMatch(/\| uno \| .*-[\d,]+/);
  });
});
