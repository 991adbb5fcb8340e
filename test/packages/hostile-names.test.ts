import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { COMPILERS, compileObject } from "../support/compilers.ts";
import { HOSTILE_NAMES, withHostileNames } from "../support/hostile-names.ts";
import {
  compileModel,
  readFixtureModel,
  temporaryFolder,
  writeFiles,
} from "../support/packages.ts";
import { describeWith, tool } from "../support/tools.ts";

/** Prints every class name, each ended by a line that no name holds. */
const MAIN = `#include <stdio.h>
#include "gearbox.h"
int main(void)
{
    int k;
    char copy[GEARBOX_CLASS_NAME_SIZE];
    for (k = -1; k <= GEARBOX_N_CLASSES; k++) {
        gearbox_copy_class_name(k, copy, sizeof copy);
        printf("%s\\n-- end --\\n%s\\n-- end --\\n", gearbox_class_name(k), copy);
    }
    return gearbox_self_test();
}
`;

describeWith(["gcc", "g++", "clang", "avr-gcc"], "names that try to leave their place", () => {
  const folder = temporaryFolder();
  const model = withHostileNames(readFixtureModel("digits_rf10"));
  const result = compileModel(model, { target: "generic" });
  writeFiles(folder, result);

  it.each(["gcc c99 -O2", "clang c99", "g++ c++11", "atmega328p"])("compile: %s", async (label) => {
    for (const file of ["gearbox.c", "gearbox_self_test.c"])
      await compileObject(COMPILERS[label]!, join(folder, file), { object: join(folder, "x.o") });
  });

  it("come out of the compiled code as they went in", async () => {
    writeFileSync(join(folder, "main.c"), MAIN);
    const sources = ["main.c", "gearbox.c", "gearbox_self_test.c"].map((file) =>
      join(folder, file),
    );
    const program = join(folder, "names");
    // Trigraphs are on in ISO modes.
    await execa(tool("gcc"), ["-std=c99", "-trigraphs", "-I", folder, ...sources, "-o", program]);
    const { stdout } = await execa(program);
    const said = `${stdout}\n`.split("\n-- end --\n").slice(0, -1);
    const labels = ["", ...HOSTILE_NAMES.slice(0, 10), ""];
    expect(said).toEqual(labels.flatMap((label) => [label, label]));
  });
});
