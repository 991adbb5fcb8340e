import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CompileResult } from "../../src/core/compile.ts";
import type { DeviceResult } from "../../src/core/plan/evaluate.ts";
import { toRowWords } from "../../src/core/verify/native-words.ts";
import { runOnHost } from "./compilers.ts";

/**
 * Rows, by index, that a package for binary32 answers otherwise when the caller's array is its own
 * and nobody else reads it, and the linker sees all code (-O2 -flto): then only the package's reads
 * keep the caller's stores.
 */
export async function wrongFromLocals(
  folder: string,
  { plan }: CompileResult,
  {
    rows,
    results,
  }: { readonly rows: readonly Float64Array[]; readonly results: readonly DeviceResult[] },
): Promise<number[]> {
  const words = [...toRowWords(plan, rows)].map((word) => `0x${word.toString(16)}U`);
  const caller = join(folder, "caller.c");
  writeFileSync(
    caller,
    `#include <stdio.h>
#include <stdint.h>
#include "gearbox.h"
static const volatile uint32_t given[] = {${words.join(",")}};
int main(void)
{
    int row;
    for (row = 0; row < ${rows.length}; row++) {
        union { uint32_t bits; float value; } word;
        float features[GEARBOX_N_FEATURES];
        int i;
        for (i = 0; i < GEARBOX_N_FEATURES; i++) {
            word.bits = given[row * GEARBOX_N_FEATURES + i];
            features[i] = word.value;
        }
        printf("%d\\n", gearbox_predict(features));
    }
    return 0;
}
`,
  );
  const flags = ["-std=gnu11", "-O2", "-flto", "-w", "-I", folder];
  const program = join(folder, "caller");
  const printed = await runOnHost([caller, join(folder, "gearbox.c")], { flags, program });
  const answers = printed.split("\n").map(Number);
  return results.flatMap(({ prediction }, row) => (answers[row] === prediction ? [] : [row]));
}
