import { fail } from "../diagnostics/diagnostic.ts";
import type { ByteReader } from "./byte-reader.ts";
import { newMachine, type PickleOptions, pop, spend } from "./pickle-machine.ts";
import { OPCODES } from "./pickle-opcodes.ts";
import type { PickleValue } from "./pickle-values.ts";

const STOP = 0x2e;

/**
 * Reads one pickle of protocol 2 to 5, from the reader's place through STOP, as data. Globals stay
 * names, calls and instances stay descriptions; only NumPy's arrays, dtypes and scalars and the
 * builtin containers become values. Fails with `pickle/...` or `input/truncated`.
 */
export function readPickle(reader: ByteReader, options: PickleOptions = {}): PickleValue {
  const machine = newMachine(reader, options);
  for (;;) {
    spend(machine, 1);
    const opcode = reader.u8("the pickle");
    if (opcode === STOP) return pop(machine);
    const run = OPCODES[opcode];
    if (!run) fail("pickle/unsupported-opcode", { opcode }, { at: `byte ${reader.offset - 1}` });
    run(machine);
  }
}
