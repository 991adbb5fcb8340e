import { chmodSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mlc, temporaryFolder } from "../support/cli.ts";
import { describeWith, tool } from "../support/tools.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SMALL = fixture("sklearn-1.9.1-std-gbc");
const LARGE = fixture("digits_rf10");
const ROWS = ["--rows", "100"];

function fixture(name: string): string {
  return join(ROOT, "test/fixtures", name, "model.joblib");
}

afterEach(() => void vi.unstubAllEnvs());

describeWith(["gcc", "avr-gcc", "arm-none-eabi-gcc", "qemu-system-arm"], "verify --board", () => {
  it("runs at every level with --thorough, and names one that is too large", async () => {
    const large = [LARGE, "--layout", "branches", "--encoding", "bits"];
    const words = ["verify", ...large, ...ROWS, "--board", "uno", "--board", "nucleo-f401"];
    const ended = await mlc([...words, "--thorough"], { cwd: "." });
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const [uno, nucleo] = ended.stdout.split("\n").slice(2);
    expect(uno).toMatch(
      /^uno {9} *[\d,]+ rows: plan = avr-gcc on avr8js \(this very core\), 0 mis/,
    );
    expect(uno).toContain("; at -Os; too large at -O0 -O1 -O2 -O3; a sample of 9,480 by seed 1");
    expect(nucleo).toContain("nucleo-f401 ");
    expect(nucleo).toContain("; at -O0 -O1 -O2 -O3 -Os; a sample");
  });

  it("does not run what is larger than the board, goes on with the others and ends with 5", async () => {
    const large = [LARGE, "--layout", "branches", "--encoding", "float"];
    const words = ["verify", ...large, ...ROWS, "--board", "uno", "--board", "nucleo-f401"];
    const ended = await mlc(words, { cwd: "." });
    expect(ended).toMatchObject({ code: 5, stderr: "" });
    expect(ended.stdout).toMatch(/^uno +not run: the program is larger than uno's memory$/m);
    expect(ended.stdout).toMatch(/^nucleo-f401 .* 0 mismatches/m);
    const size = await mlc(["size", ...large, "--board", "uno"], { cwd: "." });
    expect(size.code).toBe(5);
    expect(size.stdout).toMatch(/^Flash {4}\[={10}\] \d{3}\.\d % \(/m);
    expect(size.stdout).toMatch(/^Stack .*; not run, the program is larger than uno's memory$/m);
  });

  it("draws from the user's rows where there are too many, and says so", async () => {
    const cwd = temporaryFolder();
    const features = 5;
    const row = (i: number) => Array.from({ length: features }, (_, j) => (i * (j + 1)) % 7);
    const rows = Array.from({ length: 50_100 }, (_, i) => row(i).join(","));
    writeFileSync(join(cwd, "many.csv"), rows.join("\n"));
    const words = ["verify", SMALL, ...ROWS, "--data", "many.csv", "--no-header"];
    const ended = await mlc([...words, "--board", "nucleo-f401", "--seed", "7"], { cwd });
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toMatch(/^verified 50,193 rows: .*; a sample of 51,200 by seed 7$/m);
    expect(ended.stdout).toMatch(/^nucleo-f401 50,093 rows: .*; a sample of 51,200 by seed 7$/m);
  });

  it("fails where a core ends badly, whatever it answered", async () => {
    const cwd = temporaryFolder();
    const qemu = join(cwd, "qemu-system-arm");
    writeFileSync(qemu, `#!/bin/sh\n"${tool("qemu-system-arm")}" "$@"\nexit 99\n`);
    chmodSync(qemu, 0o755);
    vi.stubEnv("PATH", `${cwd}:${process.env.PATH}`);
    const ended = await mlc(["verify", SMALL, ...ROWS, "--board", "nucleo-f401"], { cwd });
    expect(ended.stdout).toMatch(/^nucleo-f401 .* 0 mismatches.*; the core took a fault$/m);
    expect(ended.code).toBe(4);
  });

  it("is content with this machine for the board that is this machine", async () => {
    const ended = await mlc(["verify", SMALL, ...ROWS, "--board", "host"], { cwd: "." });
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toMatch(/^verified .*plan = gcc/m);
    expect(ended.stdout).not.toMatch(/^host/m);
  });
});

describe("verify within limits", () => {
  it.each([
    ["--max-flash", "1k"],
    ["--max-ram", "8"],
    ["--max-stack", "8"],
    ["--max-cycles", "10"],
  ])("%s %s that no plan keeps to ends with 5", async (...limit) => {
    const ended = await mlc(["verify", SMALL, ...ROWS, ...limit], { cwd: "." });
    expect(ended).toMatchObject({ code: 5, stdout: "" });
    expect(ended.stderr).toContain("error[plan/over-budget]");
  });
});

describe("verify --board where nothing is installed", () => {
  it.each([
    [["--board", "host"], 6],
    [["--board", "uno", "--board", "esp32"], 6],
    [["--board", "all"], 6],
  ])("%j ends with %i", async (boards, code) => {
    vi.stubEnv("PATH", "");
    const ended = await mlc(["verify", SMALL, ...ROWS, ...boards], { cwd: "." });
    expect(ended).toMatchObject({ code, stderr: "" });
  });

  it("names each board, and what installs all of it in one line", async () => {
    vi.stubEnv("PATH", "");
    const words = ["verify", SMALL, ...ROWS, "--board", "uno", "--board", "esp32-c3"];
    const { stdout } = await mlc([...words, "--board", "nano"], { cwd: "." });
    expect(stdout.split("\n").slice(2)).toEqual([
      "uno      not run: avr-gcc is not installed",
      "esp32-c3 not run: riscv64-unknown-elf-gcc is not installed",
      "nano     not run: avr-gcc is not installed",
      "install  apt-get install --no-install-recommends gcc-avr binutils-avr avr-libc gcc-riscv64-unknown-elf",
      "",
    ]);
  });
});
