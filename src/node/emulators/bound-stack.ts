import { runCompiler } from "../compiler-process.ts";
import { type BoardBuild, type BoardImage, disassemblerFor } from "./cross-build.ts";
import { addressOf, type Elf } from "./elf.ts";
import { type StackBound, stackBounds } from "./stack/follow.ts";
import { readListing } from "./stack/listing.ts";

/**
 * The most stack that functions of an image can take, by its instructions, helpers of the compiler's
 * included, interrupts not; bytes below the caller's frame, return address included.
 */
export async function boundStack(
  { elf, path, folder }: BoardImage,
  { core, emulator }: BoardBuild,
  names: readonly string[],
): Promise<readonly StackBound[]> {
  if (names.length === 0) return [];
  const { command, set } = disassemblerFor(core, emulator);
  const shown = await runCompiler(command, ["-d", "-w", "-z", path], { temporary: folder.path });
  if (shown.failed) {
    const why = shown.missing ? `${command} is not installed` : `${command}: ${shown.stderr}`;
    return names.map(() => ({ unbounded: why }));
  }
  const boundOf = stackBounds({
    set,
    listing: readListing(shown.stdout, set),
    returnBytes: set.returnBytes?.(elf.flags) ?? 0,
    functions: elf.functions,
    word: (address) => wordAt(elf, address),
  });
  return names.map((name) => {
    const address = addressOf(elf, name);
    return boundOf(set.marksAddresses ? address & ~1 : address);
  });
}

function wordAt({ segments }: Elf, at: number): number | undefined {
  const found = segments.find(
    ({ address, bytes }) => at >= address && at + 4 <= address + bytes.length,
  );
  if (found === undefined) return undefined;
  const { bytes, address } = found;
  return new DataView(bytes.buffer, bytes.byteOffset + at - address, 4).getUint32(0, true);
}
