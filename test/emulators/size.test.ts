import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import { describe, expect, it, vi } from "vitest";
import type { SizeFacts } from "../../src/core/report/sizes.ts";
import { resources } from "../../src/core/resources.generated.ts";
import { verificationRows } from "../../src/core/verify/rows.ts";
import { buildForBoard } from "../../src/node/emulators/cross-build.ts";
import { measureSize, sizeOf } from "../../src/node/emulators/measure-size.ts";
import { measureStack } from "../../src/node/emulators/measure-stack.ts";
import { runImage } from "../../src/node/emulators/run-on-board.ts";
import { hostPackageOf } from "../../src/node/verify-host.ts";
import { mlc, spawnMlc, temporaryFolder } from "../support/cli.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";
import { describeWith, tool } from "../support/tools.ts";

const SMALL = fixture("sklearn-1.9.1-std-gbc/model.joblib");
const LARGE = fixture("bc_xgb/model.json");

function fixture(path: string): string {
  return join(import.meta.dirname, "../fixtures", path);
}

/** A fixture's package for a board, and what builds it. */
function packageOn(id: string, name = "bc_xgb") {
  const board = resources.targets.boards[id]!;
  const core = resources.targets.cores[board.core]!;
  const emulator = (board.emulator ?? core.emulator)!;
  const result = compileModel(readFixtureModel(name), { target: "generic", board: id });
  const { rows } = verificationRows(result, { cap: 40, seed: 1 });
  return { pack: hostPackageOf(result), build: { core, board, emulator }, rows };
}

async function sizesOf(args: readonly string[], cwd: string): Promise<readonly SizeFacts[]> {
  const ended = await mlc(["size", ...args, "--json"], { cwd });
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  const document = JSON.parse(ended.stdout) as { boards: readonly SizeFacts[] };
  expect(document).toMatchObject({ format: "mlc-size", version: 1 });
  return document.boards;
}

describeWith(["avr-gcc", "arm-none-eabi-gcc"], "a package's size on a board", () => {
  it.each([
    ["uno", "avr-gcc"],
    ["pico", "arm-none-eabi-gcc"],
  ] as const)("on %s adds up sections as binutils do", async (id, compiler) => {
    const { pack, build } = packageOn(id);
    const image = await buildForBoard(pack, resources, { ...build, counted: false });
    const { stdout } = await execa(tool(compiler).replace(/gcc$/, "size"), [image.path]);
    image.folder.dispose();
    const [text, data, bss] = stdout.split("\n")[1]!.trim().split(/\s+/).map(Number);
    expect(sizeOf(image.elf)).toEqual({ flash: text! + data!, ram: data! + bss! });
  });

  it("is its parts and what aligns them, and no function alone takes more", async () => {
    const { pack, build } = packageOn("pico");
    const { flash, code, constants, helpers, functions } = await measureSize(
      pack,
      resources,
      build,
    );
    const parts = code + constants + helpers;
    expect(parts).toBeLessThanOrEqual(flash);
    expect(flash - parts).toBeLessThan(16);
    // Probabilities of binary32 pull a library's arithmetic in on a core without an FPU.
    expect(helpers).toBeGreaterThan(0);
    expect(functions.map(({ name }) => name)).toContain("gearbox_predict_proba");
    for (const each of functions) expect(each.flash).toBeLessThanOrEqual(flash);
  });

  it("is measured where nothing can run it, the stack too", async () => {
    const { pack, build } = packageOn("pico");
    const { emulator: _, ...linkOnly } = build;
    const whole = await measureSize(pack, resources, build);
    const linked = await measureSize(pack, resources, linkOnly);
    // Another linker script orders and aligns the same sections.
    expect(Math.abs(linked.flash - whole.flash)).toBeLessThan(16);
    expect(linked.helpers).toBe(whole.helpers);
    const stacks = (size: typeof whole) => size.functions.map(({ stack }) => stack);
    expect(stacks(linked)).toEqual(stacks(whole));
    expect(stacks(linked)).toContainEqual({ bytes: expect.any(Number) });
  });

  it.each(["uno", "pico"])("on %s has the stack that the stack pointer shows", async (id) => {
    const { pack, build, rows } = packageOn(id);
    const painted = await measureStack(pack, resources, { ...build, rows, expected: 200 });
    const image = await buildForBoard(pack, resources, { ...build, counted: true });
    const { stack } = await runImage(pack, image, { ...build, rows });
    image.folder.dispose();
    if (!("functions" in painted)) throw new Error(JSON.stringify(painted));
    const seen = painted.functions.find(({ name }) => name === "gearbox_predict")!.stack;
    // The wrapper around the counted call saves two registers more; and the lowest word of a frame
    // may be reserved without ever being written.
    expect(stack! - seen).toBeGreaterThanOrEqual(0);
    expect(stack! - seen).toBeLessThanOrEqual(12);
  });

  it("goes to the package's report, and shows what changed since another", async () => {
    const cwd = temporaryFolder();
    for (const [model, out] of [
      [SMALL, "small"],
      [LARGE, "large"],
    ] as const) {
      // Packages look for their model here.
      copyFileSync(model, join(cwd, basename(model)));
      const words = ["compile", model, "--target", "arduino", "--name", "m", "--no-verify"];
      expect(await mlc([...words, "--out", out], { cwd })).toMatchObject({ code: 0 });
    }
    const [small] = await sizesOf(["small"], cwd);
    const report = "small/mlc-report.json";
    const [large] = await sizesOf(["large", "--compare", report], cwd);
    const grown = large!.flash - small!.flash;
    expect(grown).toBeGreaterThan(1000);
    const text = await mlc(["size", "large", "--compare", report], { cwd });
    const thousands = `+${Math.floor(grown / 1000)},${String(grown % 1000).padStart(3, "0")}`;
    expect(text.stdout).toContain(`of 32,256 bytes, ${thousands})`);
    const table = await mlc(
      ["size", "large", "--compare", "large/mlc-report.json", "--reporter", "github"],
      { cwd },
    );
    const flash = /\((\d+,\d+) of 32,256/.exec(text.stdout)?.[1];
    expect(table.stdout).toContain(`| uno | ${flash} | ±0 |`);
    writeFileSync(join(cwd, "other.json"), "{}");
    const refused = await mlc(["size", "small", "--compare", "other.json"], { cwd });
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("error[report/not-a-report] other.json");
  });

  it.each([
    [["--max-flash", "1k"], "flash on uno"],
    [["--max-stack", "20"], "stack on uno"],
    [["--max-ram", "20"], "RAM and stack on uno"],
  ])("over %j ends with 5", async (limit, what) => {
    const ended = await mlc(["size", SMALL, "--board", "uno", ...limit], { cwd: "." });
    expect(ended.code).toBe(5);
    expect(ended.stderr).toContain(`error[board/over-limit] ${what}`);
    expect(ended.stdout).toContain("Flash    [");
  });
});

describeWith(["arm-none-eabi-gcc"], "a limit on the stack", () => {
  const words = ["size", LARGE, "--board", "pico", "--layout", "packed", "--encoding", "bits"];

  it("is judged by the bound, not by what was seen", async () => {
    const [pico] = await sizesOf(words.slice(1), ".");
    const { stack = 0, seen = 0, functions } = pico!;
    expect(stack).toBe(Math.max(...functions.map((each) => each.stack!)));
    // A frame's lowest word is written by no one.
    expect(stack - seen).toBe(4);
    const within = (bytes: number) => mlc([...words, "--max-stack", String(bytes)], { cwd: "." });
    expect(await within(stack)).toMatchObject({ code: 0, stderr: "" });
    const over = await within(seen);
    expect(over.code).toBe(5);
    expect(over.stderr).toContain(`stack on pico: ${stack} B, over the limit of ${seen} B`);
  });

  it("is not kept to where a run goes deeper than the bound", async () => {
    const cwd = temporaryFolder();
    const objdump = tool("arm-none-eabi-gcc").replace(/gcc$/, "objdump");
    // A disassembler that leaves out what moves the stack pointer.
    const without = "s/push.*|(add|sub).sp, #.*/nop/;s/pop.*pc\\}/bx lr/;s/pop.*/nop/";
    const script = `#!/bin/sh\n${objdump} "$@" | sed -E '${without}'\n`;
    writeFileSync(join(cwd, "arm-none-eabi-objdump"), script);
    chmodSync(join(cwd, "arm-none-eabi-objdump"), 0o755);
    vi.stubEnv("PATH", `${cwd}:${process.env.PATH}`);
    const ended = await mlc(words, { cwd: "." });
    vi.unstubAllEnvs();
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain("error[board/run-failed] the run on pico did not end well");
    expect(ended.stderr).toContain("bc_xgb_predict took more stack than its bound");
  });

  it("is not kept to where there is no bound", async () => {
    const cwd = temporaryFolder();
    writeFileSync(
      join(cwd, "arm-none-eabi-objdump"),
      "#!/bin/sh\necho no such format >&2\nexit 1\n",
    );
    chmodSync(join(cwd, "arm-none-eabi-objdump"), 0o755);
    vi.stubEnv("PATH", `${cwd}:${process.env.PATH}`);
    const open = await mlc(words, { cwd: "." });
    const limited = await mlc([...words, "--max-stack", "1k"], { cwd: "." });
    vi.unstubAllEnvs();
    expect(open).toMatchObject({ code: 0, stderr: "" });
    const why = "arm-none-eabi-objdump: no such format";
    expect(open.stdout).toMatch(new RegExp(`^Stack {4}not bounded: ${why}; \\d+ seen over`, "m"));
    expect(limited.code).toBe(5);
    expect(limited.stderr).toContain("error[board/not-bounded] the stack on pico has no bound");
    expect(limited.stderr).toContain(why);
  });
});

describeWith(["arm-none-eabi-gcc"], "a run that does not end well", () => {
  it("is named, and ends with 4", async () => {
    const cwd = temporaryFolder();
    // An emulator that says nothing and answers nothing.
    writeFileSync(join(cwd, "qemu-system-arm"), "#!/bin/sh\nexit 99\n");
    chmodSync(join(cwd, "qemu-system-arm"), 0o755);
    vi.stubEnv("PATH", `${cwd}:${process.env.PATH}`);
    for (const command of ["size", "bench"]) {
      const ended = await mlc([command, SMALL, "--board", "nucleo-f401"], { cwd });
      expect(ended.code).toBe(4);
      expect(ended.stderr).toContain("error[board/run-failed] the run on nucleo-f401");
      expect(ended.stderr).toContain("the core took a fault");
    }
    vi.unstubAllEnvs();
  });
});

describe("without a board's compiler", () => {
  it("sizes are estimates, with the line that installs it", async () => {
    vi.stubEnv("PATH", "");
    const ended = await mlc(["size", SMALL, "--board", "uno"], { cwd: "." });
    vi.unstubAllEnvs();
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toMatch(/^Flash ~ {2}\[/m);
    expect(ended.stdout).toContain("apt-get install --no-install-recommends gcc-avr");
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 130],
  ] as const)("interrupted by %s leaves nothing and ends with %i", async (signal, code) => {
    const cwd = temporaryFolder();
    const started = join(cwd, "started");
    writeFileSync(join(cwd, "avr-gcc"), `#!/bin/sh\ntouch ${started}\nexec sleep 60\n`);
    chmodSync(join(cwd, "avr-gcc"), 0o755);
    mkdirSync(join(cwd, "temporary"));
    const env = { PATH: `${cwd}:${process.env.PATH}`, TMPDIR: join(cwd, "temporary") };
    const run = spawnMlc(["size", SMALL, "--board", "uno"], { cwd, env });
    while (!existsSync(started)) await new Promise((resolve) => setTimeout(resolve, 20));
    run.kill(signal);
    expect((await run).exitCode).toBe(code);
    const left = readdirSync(join(cwd, "temporary"));
    expect(left.filter((name) => name.startsWith("mlc-"))).toEqual([]);
  });

  it("a board must be named for a model file", async () => {
    const ended = await mlc(["size", SMALL], { cwd: "." });
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toContain("error[board/which]");
  });
});

describeWith(["clang-22", "xtensa-lx106-elf-gcc"], "a package's size where clang stands in", () => {
  it("is told of each function alone", async () => {
    const { pack, build } = packageOn("esp32");
    const { flash, functions } = await measureSize(pack, resources, build);
    const sizes = Object.fromEntries(functions.map((each) => [each.name, each.flash]));
    expect(sizes.gearbox_class_name).toBeLessThan(200);
    expect(sizes.gearbox_predict).toBeGreaterThan(1000);
    expect(flash).toBeGreaterThan(sizes.gearbox_predict!);
  });
});
