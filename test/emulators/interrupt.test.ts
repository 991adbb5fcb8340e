import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { execa } from "execa";
import { expect, it } from "vitest";
import { spawnMlc, temporaryFolder } from "../support/cli.ts";
import { describeWith } from "../support/tools.ts";

const MODEL = resolve(import.meta.dirname, "../../examples/equipment-health/model.joblib");

describeWith(
  ["avr-gcc", "arm-none-eabi-gcc", "clang-22", "qemu-system-arm", "qemu-system-xtensa"],
  "Ctrl-C while a board is emulated",
  () => {
    // One for each way to emulate, and one for each way to build.
    it.each([
      ["uno", "image.map"],
      ["pico", "image.map"],
      ["nucleo-f401", "rows.bin"],
      ["esp32", "harness.s"],
      ["uno", "harness.c"],
    ])("%s, once there is %s, leaves no process and no file", async (board, file) => {
      const cwd = temporaryFolder();
      const temporary = join(cwd, "temporary");
      mkdirSync(temporary);
      const run = spawnMlc(["bench", MODEL, "--board", board], {
        cwd,
        env: { TMPDIR: temporary },
        detached: true,
      });
      const own = () => readdirSync(temporary).filter((name) => !name.startsWith("tsx-"));
      while (!own().some((folder) => existsSync(join(temporary, folder, file))))
        await setTimeout(2);
      await setTimeout(20);
      // A terminal's Ctrl-C goes to every process of the group.
      process.kill(-run.pid!, "SIGINT");
      expect(await run).toMatchObject({ exitCode: 130, stdout: "", stderr: "" });
      expect(own()).toEqual([]);
      const { stdout } = await execa("ps", ["-eo", "args"]);
      expect(stdout).not.toContain(temporary);
    });
  },
);

it("ends what a compiler's driver has started, where only mlc is told to stop", async () => {
  const cwd = temporaryFolder();
  const started = join(cwd, "started");
  const program = join(cwd, "compiler-proper");
  writeFileSync(program, "#!/bin/sh\nsleep 60\n", { mode: 0o755 });
  const driver = `#!/bin/sh\n${program} &\ntouch ${started}\nwait\n`;
  writeFileSync(join(cwd, "avr-gcc"), driver, { mode: 0o755 });
  const env = { PATH: `${cwd}:${process.env.PATH}` };
  const run = spawnMlc(["size", MODEL, "--board", "uno"], { cwd, env });
  while (!existsSync(started)) await setTimeout(20);
  run.kill("SIGTERM");
  expect((await run).exitCode).toBe(130);
  const { stdout } = await execa("ps", ["-eo", "args"]);
  expect(stdout).not.toContain(program);
});
