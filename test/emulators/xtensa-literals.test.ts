import { expect, it } from "vitest";
import { hostPackageOf } from "../../src/node/verify-host.ts";
import { boundsOn, EMULATION_TOOLS, stackBoundsOn } from "../support/emulated-boards.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";
import { describeWith } from "../support/tools.ts";

/** Of each toolchain. */
const BOARDS = ["esp8266", "esp32-s2"];

/**
 * 100 trees: 300 kB of code, more than l32r spans from a constant to the instruction behind it; as
 * tables more than the ESP8266 has RAM.
 */
const LARGE = "digits_rf100";
const LAID_OUT = BOARDS.flatMap((board) =>
  (["branches", "packed"] as const).map((layout) => [board, layout] as const),
);

/** Its constant stands before it, and what needs that behind 260 KiB. */
const LONG = `
int planted_length(int n)
{
    __asm__ volatile(".space 0x41000" : "+r"(n));
    return n ^ 0x12345678;
}
`;

describeWith(EMULATION_TOOLS, "Xtensa's constants", () => {
  it.concurrent.each(LAID_OUT)(
    "are in reach on %s however much there is of %s",
    async (board, layout) => {
      const model = readFixtureModel(LARGE);
      const result = compileModel(model, { target: "generic", board, layout });
      expect(await boundsOn(board, result)).not.toHaveLength(0);
    },
    240_000,
  );

  it.concurrent.each(BOARDS)(
    "are out of reach on %s where one function is too long, which is named",
    async (board) => {
      const model = readFixtureModel("bc_xgb");
      const pack = hostPackageOf(compileModel(model, { target: "generic", board }));
      const files = pack.files.map(({ path, text }) => {
        if (path.endsWith(".c")) return { path, text: `${text}${LONG}` };
        return { path, text: text.replace(/#endif.*\s*$/, "int planted_length(int n);\n#endif\n") };
      });
      const message = expect.stringContaining("planted_length") as string;
      await expect(
        stackBoundsOn(board, { ...pack, files }, ["planted_length"]),
      ).rejects.toMatchObject({ diagnostics: [{ code: "board/function-too-long", message }] });
    },
    240_000,
  );
});
