import { mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import type { AvrBoard } from "./avr-board.ts";
import { tool } from "./tools.ts";

const HARDWARE = ["/usr/share/arduino-builder", "/usr/share/arduino/hardware"];
const BOARD_NAMES: Readonly<Record<AvrBoard, string>> = { uno: "uno", mega2560: "mega" };

export interface BuiltSketch {
  /** What the builder and the compiler said. */
  readonly log: string;
  readonly hex: string;
  readonly elf: string;
}

/** Builds a library's example as the Arduino IDE 1.8 does. `libraries` is the folder of libraries. */
export async function buildSketch(
  libraries: string,
  sketch: string,
  board: AvrBoard,
): Promise<BuiltSketch> {
  const name = basename(sketch, ".ino");
  const build = join(libraries, "..", `build-${board}-${name}`);
  const noTools = join(libraries, "..", "tools");
  for (const folder of [build, noTools]) mkdirSync(folder, { recursive: true });
  const { all } = await execa(
    tool("arduino-builder"),
    [
      ...HARDWARE.flatMap((folder) => ["-hardware", folder]),
      ...["-tools", noTools, "-libraries", libraries, "-build-path", build],
      ...[
        "-fqbn",
        `arduino:avr:${BOARD_NAMES[board]}${board === "mega2560" ? ":cpu=atmega2560" : ""}`,
      ],
      ...["-warnings", "all", "-ide-version=10819"],
      "-prefs=runtime.tools.avr-gcc.path=/usr",
      "-prefs=runtime.tools.avrdude.path=/usr",
      "-prefs=runtime.tools.ctags.path=/usr/bin",
      // Debian's avr-g++ 5.4 lacks it in C++.
      "-prefs=compiler.cpp.extra_flags=-DDECIMAL_DIG=__DECIMAL_DIG__",
      join(libraries, sketch),
    ],
    { all: true },
  );
  return {
    log: String(all),
    hex: readFileSync(join(build, `${name}.ino.hex`), "utf8"),
    elf: join(build, `${name}.ino.elf`),
  };
}
