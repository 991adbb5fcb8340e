import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { CompileResult } from "../../src/core/compile.ts";
import { writeFiles } from "./packages.ts";
import { tool } from "./tools.ts";

/**
 * Calls static functions of a compiled package: `body` makes `out` of `in`, arrays of 64-bit words,
 * for each `width` words of the input. Gives the words that went out.
 */
export async function callFunctions(
  result: CompileResult,
  { folder, body, flags }: { folder: string; body: string; flags: readonly string[] },
  input: { readonly words: BigUint64Array; readonly width: number; readonly results: number },
): Promise<BigUint64Array> {
  writeFiles(folder, result);
  const main = join(folder, "main.c");
  writeFileSync(
    main,
    `#include "${result.name}.c"
#include <stdio.h>
#include <string.h>
static uint64_t float_word(float x) { uint32_t word; memcpy(&word, &x, sizeof word); return word; }
int main(void)
{
    uint64_t in[${input.width}];
    uint64_t out[${input.results}];
    while (fread(in, sizeof in, 1, stdin) == 1) {
        ${body}
        fwrite(out, sizeof out, 1, stdout);
    }
    return 0;
}
`,
  );
  const program = join(folder, "program");
  await execa(tool("gcc"), ["-std=c99", ...flags, main, "-o", program]);
  const bytes = new Uint8Array(input.words.buffer, input.words.byteOffset, input.words.byteLength);
  const { stdout } = await execa(program, { input: bytes, encoding: "buffer" });
  return new BigUint64Array(Uint8Array.from(stdout).buffer);
}
