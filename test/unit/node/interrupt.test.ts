import { execa } from "execa";
import { expect, it } from "vitest";

const MODULE = new URL("../../../src/node/interrupt.ts", import.meta.url).href;
const TSX = import.meta.resolve("tsx");

/** Says "busy", computes for a while, then goes on as if nothing had happened. */
const PROGRAM = `
import { interruptible } from ${JSON.stringify(MODULE)};
await interruptible(() => {
  process.stdout.write("busy\\n");
  const end = performance.now() + 500;
  while (performance.now() < end);
}, () => process.stdout.write("undone\\n"));
process.stdout.write("lost\\n");
`;

it("hears a signal that came while it computed", async () => {
  const run = execa(process.execPath, ["--import", TSX, "--input-type=module", "--eval", PROGRAM], {
    reject: false,
  });
  run.stdout.once("data", () => run.kill("SIGINT"));
  expect(await run).toMatchObject({ exitCode: 130, stdout: "busy\nundone" });
});
