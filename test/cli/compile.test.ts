import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { compile } from "../../src/core/compile.ts";
import { readModel } from "../../src/core/frontends/index.ts";
import { DEFAULT_OPTIONS } from "../../src/core/options.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { findHostCompiler } from "../../src/node/host-compiler.ts";
import { buildForHost, hostPackageOf } from "../../src/node/verify-host.ts";
import { mlc, spawnMlc, temporaryFolder } from "../support/cli.ts";
import { readFixtureFile } from "../support/fixtures.ts";

const COMPILE = ["compile", "model.joblib", "--target", "generic", "--name", "gearbox"];
const UNVERIFIED = [...COMPILE, "--no-verify"];

function workshop(): string {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "model.joblib"),
    readFixtureFile("sklearn-1.9.1-std-named-gbc", "model.joblib"),
  );
  return folder;
}

/** Paths and texts of all files below a folder. */
/** A package's files but the report, which is of one machine. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== "mlc-report.json",
  );
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")] as const;
    }),
  );
}

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
}

/** A stand-in for the C compiler: it runs these lines of shell, then gcc. */
function compilerThat(folder: string, lines: string): string {
  const path = join(folder, "cc");
  writeFileSync(path, `#!/bin/sh\nif [ "$1" != --version ]; then\n${lines}\nfi\nexec gcc "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("a package folder", () => {
  it("has the same bytes from another folder, locale and time zone", async () => {
    const [here, there] = [workshop(), workshop()];
    await mlc(UNVERIFIED, { cwd: here });
    const env = { LC_ALL: "de_DE.UTF-8", LANG: "tr_TR.UTF-8", TZ: "Asia/Kathmandu" };
    mkdirSync(join(there, "deep"));
    const args = [
      "compile",
      "../model.joblib",
      "--target",
      "generic",
      "--name",
      "gearbox",
      "--no-verify",
      "--out",
      "x",
    ];
    const { exitCode } = await spawnMlc(args, { cwd: join(there, "deep"), env });
    expect(exitCode).toBe(0);
    const files = contents(join(here, "gearbox"));
    expect(Object.keys(files)).toContain("gearbox.mlc.json");
    expect(contents(join(there, "deep/x"))).toEqual(files);
  });

  it("is fresh after a compile, with Windows line ends too, and stale after an edit", async () => {
    const cwd = workshop();
    await mlc(UNVERIFIED, { cwd });
    const check = async () => (await mlc([...UNVERIFIED, "--check"], { cwd })).code;
    expect(await check()).toBe(0);
    edit(join(cwd, "gearbox/gearbox.c"), (text) => text.replaceAll("\n", "\r\n"));
    expect(await check()).toBe(0);
    edit(join(cwd, "gearbox/gearbox.c"), (text) => `${text}/* mine */\n`);
    expect(await check()).toBe(4);
  });

  it("is stale while it is missing, and --check writes nothing", async () => {
    const cwd = workshop();
    expect((await mlc([...UNVERIFIED, "--check"], { cwd })).code).toBe(4);
    expect(readdirSync(cwd)).toEqual(["model.joblib"]);
  });

  it("keeps a user's edits unless forced", async () => {
    const cwd = workshop();
    await mlc(UNVERIFIED, { cwd });
    const path = join(cwd, "gearbox/gearbox.c");
    const before = readFileSync(path, "utf8");
    edit(path, (text) => `${text}/* mine */\n`);
    const other = [...UNVERIFIED, "--optimize", "size"];
    expect((await mlc(other, { cwd })).code).toBe(6);
    expect(readFileSync(path, "utf8")).toBe(`${before}/* mine */\n`);
    expect((await mlc([...other, "--force"], { cwd })).code).toBe(0);
    expect(readFileSync(path, "utf8")).not.toContain("mine");
  });

  it("loses the files that a package of another style leaves over", async () => {
    const cwd = workshop();
    await mlc(UNVERIFIED, { cwd });
    expect(existsSync(join(cwd, "gearbox/gearbox.c"))).toBe(true);
    await mlc([...UNVERIFIED, "--style", "header"], { cwd });
    expect(existsSync(join(cwd, "gearbox/gearbox.c"))).toBe(false);
    expect((await mlc([...UNVERIFIED, "--style", "header", "--check"], { cwd })).code).toBe(0);
  });

  it("compiles again to the same bytes from its manifest alone", async () => {
    const cwd = workshop();
    await mlc([...UNVERIFIED, "--layout", "packed", "--features", "a,b,c,d,e"], { cwd });
    const before = contents(join(cwd, "gearbox"));
    expect((await mlc(["compile", "gearbox", "--check"], { cwd })).code).toBe(0);
    const manifest = "gearbox/gearbox.mlc.json";
    expect((await mlc(["compile", manifest, "--no-verify"], { cwd })).code).toBe(0);
    expect(contents(join(cwd, "gearbox"))).toEqual(before);
  });

  it("remembers a scaler saved apart, and finds it again by its hash", async () => {
    const cwd = temporaryFolder();
    cpSync(new URL("scaler-apart", import.meta.url), join(cwd, "files"), { recursive: true });
    const args = ["compile", "files/model.joblib", "--scaler", "files/scaler.joblib"];
    expect(
      (await mlc([...args, "--target", "generic", "--out", "files/box", "--no-verify"], { cwd }))
        .code,
    ).toBe(0);
    const given = ["--data", "files/rows.csv", "--expected", "files/rows.csv"];
    expect((await mlc(["verify", "files/box", ...given], { cwd })).code).toBe(0);
    expect((await mlc(["compile", "files/box", "--check"], { cwd })).code).toBe(0);
    // Without the scaler the same rows get other answers.
    expect((await mlc(["verify", "files/model.joblib", ...given], { cwd })).code).toBe(4);
    edit(join(cwd, "files/scaler.joblib"), (text) => `${text} `);
    const { code, stderr } = await mlc(["verify", "files/box", ...given], { cwd });
    expect([code, stderr]).toEqual([4, expect.stringContaining("error[package/changed-source]")]);
  });
});

describe("a package", () => {
  it("is not compiled with a version or names that a manifest was edited to", async () => {
    const cwd = workshop();
    await mlc([...UNVERIFIED, "--features", "a,b,c,d,e"], { cwd });
    const manifest = join(cwd, "gearbox/gearbox.mlc.json");
    const whole = readFileSync(manifest, "utf8");
    const faults = [
      [/"modelVersion": "1.0.0"/, '"modelVersion": "1.0"', "--model-version is 1.0,"],
      [/"b",/, '"a",', "--features is a,a,c,d,e,"],
    ] as const;
    for (const [from, to, cause] of faults) {
      writeFileSync(manifest, whole.replace(from, to));
      const { code, stderr } = await mlc(["compile", "gearbox", "--dry-run"], { cwd });
      expect([code, stderr]).toEqual([2, expect.stringContaining(cause)]);
    }
  });

  it("takes the default board of another target", async () => {
    const cwd = workshop();
    await mlc(UNVERIFIED, { cwd });
    const args = ["compile", "gearbox", "--target", "arduino", "--dry-run"];
    expect((await mlc(args, { cwd })).stderr).toContain("uno (default; --board to change)");
  });

  it("in one header names no source file that comes next", async () => {
    const cwd = workshop();
    expect((await mlc(UNVERIFIED, { cwd })).stderr).toContain("next: add gearbox.c to your build");
    const { stderr } = await mlc([...UNVERIFIED, "--style", "header"], { cwd });
    expect(stderr).toContain("include gearbox.h");
    expect(stderr).not.toContain("gearbox.c");
  });

  it("made from standard input says so where its model is asked for", async () => {
    const cwd = temporaryFolder();
    const stdin = readFixtureFile("sklearn-1.9.1-std-named-gbc", "model.joblib");
    await mlc(["compile", "-", ...UNVERIFIED.slice(2)], { cwd, stdin });
    const { code, stderr } = await mlc(["verify", "gearbox"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining("error[package/from-stdin]")]);
    expect(stderr).not.toContain("put stdin");
  });

  it("with a link for a file is refused; by force the link goes, not what it leads to", async () => {
    const cwd = workshop();
    await mlc(UNVERIFIED, { cwd });
    const [path, kept] = [join(cwd, "gearbox/gearbox.c"), join(cwd, "kept.c")];
    renameSync(path, kept);
    symlinkSync("../kept.c", path);
    const before = readFileSync(kept, "utf8");
    expect((await mlc([...UNVERIFIED, "--check"], { cwd })).code).toBe(0);
    const other = [...UNVERIFIED, "--layout", "packed"];
    const { code, stderr } = await mlc(other, { cwd });
    expect([code, stderr]).toEqual([6, expect.stringContaining("error[output/link]")]);
    expect((await mlc([...other, "--force"], { cwd })).code).toBe(0);
    expect(lstatSync(path).isSymbolicLink()).toBe(false);
    expect(readFileSync(kept, "utf8")).toBe(before);
  });

  it.each(["src", "examples"])("with a link for %s is refused in the same way", async (linked) => {
    const cwd = workshop();
    const args = [...UNVERIFIED.with(UNVERIFIED.indexOf("generic"), "arduino"), "--out", "lib"];
    await mlc(args, { cwd });
    const [path, kept] = [join(cwd, "lib", linked), join(cwd, "kept")];
    renameSync(path, kept);
    symlinkSync(kept, path);
    const before = contents(kept);
    expect((await mlc([...args, "--check"], { cwd })).code).toBe(0);
    for (const other of [
      ["--layout", "packed"],
      ["--style", "header"],
    ]) {
      const { code, stderr } = await mlc([...args, ...other], { cwd });
      expect([code, stderr]).toEqual([
        6,
        expect.stringMatching(`error\\[output/link\\] ./lib holds a symbolic link .*: ${linked}\n`),
      ]);
    }
    expect(contents(kept)).toEqual(before);
    expect((await mlc([...args, "--style", "header", "--force"], { cwd })).code).toBe(0);
    expect(lstatSync(path).isSymbolicLink()).toBe(false);
    expect(contents(kept)).toEqual(before);
    expect((await mlc([...args, "--style", "header", "--check"], { cwd })).code).toBe(0);
  });
});

describe("a path", () => {
  it.each([
    ["data", ["verify", "model.joblib", "--data", "."], "error[file/is-folder] "],
    ["a scaler", [...UNVERIFIED, "--scaler", "."], "error[file/is-folder] "],
    ["a config", [...UNVERIFIED, "--config", "."], "error[file/is-folder] "],
    ["a model", ["compile", "."], "error[file/folder] "],
  ])("to a folder is no path to %s", async (_, args, message) => {
    const { code, stderr } = await mlc(args, { cwd: workshop() });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it.each(["", "-"])("to write a package to is a folder's: not %j", async (out) => {
    const { code, stderr } = await mlc([...UNVERIFIED, "--out", out], { cwd: workshop() });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("a folder (a package is several files) is due"),
    ]);
  });
});

describe("verification", () => {
  it("comes before writing; C that answers otherwise ends with 4 and no file", async () => {
    const cwd = workshop();
    const swap =
      'for f in "$@"; do case $f in */gearbox.c) sed -i "0,/ <= /s// < /" "$f";; esac; done';
    const env = { CC: compilerThat(cwd, swap) };
    const { exitCode, stderr } = await spawnMlc(COMPILE, { cwd, env });
    expect(stderr).toContain("error[verify/mismatch] plan and gcc");
    expect(exitCode).toBe(4);
    expect(existsSync(join(cwd, "gearbox"))).toBe(false);
  });

  it("judges a package as it is on disk", async () => {
    const cwd = workshop();
    await mlc(UNVERIFIED, { cwd });
    expect((await mlc(["verify", "gearbox"], { cwd })).code).toBe(0);
    edit(join(cwd, "gearbox/gearbox.c"), (text) => text.replace(" <= ", " < "));
    const { code, stdout, stderr } = await mlc(["verify", "gearbox"], { cwd });
    expect(code).toBe(4);
    expect(stderr).toContain(
      "warning[package/edited] gearbox.mlc.json: changed since mlc wrote the package: gearbox.c",
    );
    expect(stdout).toMatch(/boundary row \d+, gcc \d+'s prediction: expected/);
  });

  it("is noted beside the package, with the place of the model, and does not make it stale", async () => {
    const cwd = workshop();
    const out = ["--out", "far/far/far/far/away"];
    expect((await mlc([...COMPILE, ...out], { cwd })).code).toBe(0);
    const report = JSON.parse(
      readFileSync(join(cwd, "far/far/far/far/away/mlc-report.json"), "utf8"),
    );
    expect(report).toMatchObject({ format: "mlc-report", verified: { mismatches: 0 } });
    expect((await mlc([...COMPILE, ...out, "--check"], { cwd })).code).toBe(0);
    const elsewhere = temporaryFolder();
    const folder = join(cwd, "far/far/far/far/away");
    expect((await mlc(["verify", folder], { cwd: elsewhere })).code).toBe(0);
  });

  it("is named where there is no compiler", async () => {
    const cwd = workshop();
    const { exitCode, stderr } = await spawnMlc(COMPILE, { cwd, env: { CC: join(cwd, "none") } });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("the C did not run: no compiler here");
  });

  it("takes its folder away at once: no signal can come in between", async () => {
    const cwd = temporaryFolder();
    vi.stubEnv("TMPDIR", cwd);
    onTestFinished(() => void vi.unstubAllEnvs());
    const model = readModel({
      name: "model.joblib",
      bytes: readFixtureFile("sklearn-1.9.1-std-named-gbc", "model.joblib"),
    });
    const options = { ...DEFAULT_OPTIONS, target: "generic" };
    const pack = hostPackageOf(compile(model, options, resources));
    const compiler = (await findHostCompiler())!;
    const build = await buildForHost(pack, resources, { compiler, sanitize: false });
    expect(readdirSync(cwd)).toHaveLength(1);
    const disposed = build.dispose();
    expect(readdirSync(cwd)).toEqual([]);
    await disposed;
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 130],
    ["SIGHUP", 129],
  ] as const)("interrupted by %s leaves nothing and ends with %i", async (signal, code) => {
    const cwd = workshop();
    const temporary = join(cwd, "temporary");
    mkdirSync(temporary);
    const started = join(cwd, "started");
    const env = { CC: compilerThat(cwd, `touch ${started}; sleep 60`), TMPDIR: temporary };
    const run = spawnMlc(COMPILE, { cwd, env });
    while (!existsSync(started)) await new Promise((resolve) => setTimeout(resolve, 20));
    run.kill(signal);
    expect((await run).exitCode).toBe(code);
    expect(existsSync(join(cwd, "gearbox"))).toBe(false);
    expect(readdirSync(temporary).filter((name) => name.startsWith("mlc-"))).toEqual([]);
  });
});

describe("output", () => {
  it("over budget is written only by force, with the error still told", async () => {
    const cwd = workshop();
    const small = [...UNVERIFIED, "--max-flash", "1k"];
    expect((await mlc(small, { cwd })).code).toBe(5);
    expect(existsSync(join(cwd, "gearbox"))).toBe(false);
    const forced = await mlc([...small, "--force"], { cwd });
    expect(forced.code).toBe(0);
    expect(forced.stderr).toContain("error[plan/over-budget]");
  });

  it.each([
    [["--max-stack", "8"], "stack, over the limit of 8 B"],
    [["--max-cycles", "5"], "at worst, over the limit of 5 instructions"],
    [["--max-ram", "8"], "RAM, over the limit of 8 B"],
  ])("over %j ends with 5 and writes nothing", async (limit, what) => {
    const cwd = workshop();
    const ended = await mlc([...UNVERIFIED, ...limit], { cwd });
    expect(ended.code).toBe(5);
    expect(ended.stderr).toContain(what);
    expect(existsSync(join(cwd, "gearbox"))).toBe(false);
  });

  it("as JSON tells what was built, and nothing else on standard output", async () => {
    const cwd = workshop();
    const { code, stdout } = await mlc([...UNVERIFIED, "--json"], { cwd });
    const document = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(document).toMatchObject({ format: "mlc-compile", version: 1 });
    expect(document.packages[0]).toMatchObject({
      name: "gearbox",
      folder: "./gearbox",
      board: "host",
      written: true,
    });
  });

  it("has no colour with NO_COLOR, even where colour is forced", async () => {
    const cwd = workshop();
    const env = { NO_COLOR: "1", FORCE_COLOR: "1" };
    const { stderr } = await mlc(["compile", "model.joblib", "--target", "esp"], { cwd, env });
    expect(stderr).not.toContain("\u001b");
  });

  it("reads the model from standard input", async () => {
    const cwd = temporaryFolder();
    const stdin = readFixtureFile("sklearn-1.9.1-std-named-gbc", "model.joblib");
    const { code } = await mlc(
      ["compile", "-", "--target", "generic", "--name", "box", "--no-verify"],
      { cwd, stdin },
    );
    expect(code).toBe(0);
    expect(existsSync(join(cwd, "box/box.h"))).toBe(true);
  });
});

describe("mlc.config.json", () => {
  const models = {
    small: {
      model: "model.joblib",
      target: "generic",
      optimize: "size",
      pinned: { layout: "branches" },
    },
    fast: { model: "model.joblib", target: "arduino", out: "libraries/fast", layout: "packed" },
  };
  const options = (cwd: string, path: string) =>
    JSON.parse(readFileSync(join(cwd, path), "utf8")).options;

  it("builds all its models, each where and how it says", async () => {
    const cwd = workshop();
    const facts = { author: "Ada Example" };
    writeFileSync(join(cwd, "mlc.config.json"), JSON.stringify({ package: facts, models }));
    expect((await mlc(["compile", "--no-verify"], { cwd })).code).toBe(0);
    expect(options(cwd, "small/small.mlc.json")).toMatchObject({
      optimize: "size",
      layout: "branches",
      package: facts,
    });
    expect(options(cwd, "libraries/fast/fast.mlc.json")).toMatchObject({
      target: "arduino",
      layout: "packed",
    });
  });

  it("gives way to flags, and builds one model by its name", async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "mlc.config.json"), JSON.stringify({ models }));
    expect(
      (await mlc(["compile", "fast", "--layout", "branches", "--no-verify"], { cwd })).code,
    ).toBe(0);
    expect(options(cwd, "libraries/fast/fast.mlc.json")).toMatchObject({ layout: "branches" });
    expect(existsSync(join(cwd, "small"))).toBe(false);
  });

  it("may not build two models into one folder", async () => {
    const cwd = workshop();
    const same = { ...models, fast: { ...models.fast, out: "./small/" } };
    writeFileSync(join(cwd, "mlc.config.json"), JSON.stringify({ models: same }));
    const { code, stderr } = await mlc(["compile", "--no-verify"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining('"small" and "fast"')]);
    expect(existsSync(join(cwd, "small"))).toBe(false);
  });

  it("builds the others where one fails, and ends with the first failure's code", async () => {
    const cwd = workshop();
    const broken = { ...models, small: { model: "gone.joblib", target: "generic" } };
    writeFileSync(join(cwd, "mlc.config.json"), JSON.stringify({ models: broken }));
    const { code, stderr } = await mlc(["compile", "--no-verify"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("error[file/not-found]");
    expect(existsSync(join(cwd, "libraries/fast/fast.mlc.json"))).toBe(true);
  });
});
