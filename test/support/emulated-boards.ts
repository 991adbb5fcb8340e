import { resources } from "../../src/core/resources.generated.ts";
import type { Board } from "../../src/core/targets/target.ts";
import type { ToolName } from "../../src/tools/tool-list.ts";

const { boards, cores } = resources.targets;

/** A board of each kind of core that people meet first. */
export const FIRST_BOARDS: readonly string[] = ["uno", "pico", "nucleo-f401", "esp32-c3"];

const EMULATED = Object.values(boards).filter(
  ({ emulator, core }) => (emulator ?? cores[core]!.emulator) !== undefined,
);

/** One board for each core, part and emulator; the others differ in memory and clock alone. */
export const DIFFERENT_BOARDS: readonly string[] = EMULATED.filter((board, i) => {
  const kind = ({ core, flags, emulator }: Board) => JSON.stringify([core, flags, emulator]);
  return EMULATED.findIndex((other) => kind(other) === kind(board)) === i;
}).map(({ id }) => id);

/** What builds and runs packages for all of them. */
export const EMULATION_TOOLS: readonly ToolName[] = [
  ...(["avr-gcc", "arm-none-eabi-gcc", "riscv64-unknown-elf-gcc"] as const),
  ...(["xtensa-lx106-elf-gcc", "clang-22", "qemu-system-arm"] as const),
  ...(["qemu-system-riscv32", "qemu-system-xtensa"] as const),
];
