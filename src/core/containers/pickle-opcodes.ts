import { fail } from "../diagnostics/diagnostic.ts";
import type { ByteReader } from "./byte-reader.ts";
import { latin1 } from "./numpy-array.ts";
import { build, call, instance } from "./pickle-calls.ts";
import {
  append,
  CONTAINER_WORK,
  here,
  type Machine,
  MEMO_WORK,
  malformed,
  pop,
  popMark,
  pushGlobal,
  setItems,
  spend,
  TEXT_WORK,
  top,
} from "./pickle-machine.ts";
import type { PickleValue } from "./pickle-values.ts";

export type Opcode = (machine: Machine) => void;

const pushing =
  (read: (reader: ByteReader) => PickleValue): Opcode =>
  (m) => {
    m.stack.push(read(m.reader));
  };
const making =
  (make: (reader: ByteReader) => PickleValue, work: number): Opcode =>
  (m) => {
    spend(m, work);
    m.stack.push(make(m.reader));
  };
const tupleOf =
  (length: number): Opcode =>
  (m) => {
    spend(m, TEXT_WORK);
    const items = Array.from({ length }, () => pop(m));
    m.stack.push(items.reverse());
  };
const memoizeAt =
  (index: (m: Machine) => number): Opcode =>
  (m) => {
    spend(m, MEMO_WORK);
    m.memo.set(index(m), top(m));
  };
const recall =
  (index: (m: Machine) => number): Opcode =>
  (m) => {
    const value = m.memo.get(index(m));
    m.stack.push(value === undefined ? malformed(m, "it recalls what was never stored") : value);
  };

export const OPCODES: readonly (Opcode | undefined)[] = tableOf({
  128: (m) => {
    const protocol = m.reader.u8("the pickle's protocol");
    if (protocol < 2 || protocol > 5)
      fail("pickle/unsupported-protocol", { protocol }, { at: here(m) });
  },
  149: (m) => {
    // A frame's length is advisory; arrays of joblib stand between frames.
    m.reader.take(8, "a frame's length");
  },
  40: (m) => {
    m.marked.push(m.stack);
    m.stack = [];
  },
  48: (m) => {
    pop(m);
  },
  49: (m) => {
    popMark(m);
  },
  50: (m) => {
    m.stack.push(top(m));
  },
  78: pushing(() => null),
  136: pushing(() => true),
  137: pushing(() => false),
  74: pushing((r) => r.i32("a number")),
  75: pushing((r) => r.u8("a number")),
  77: pushing((r) => r.u16("a number")),
  138: pushing((r) => longInteger(r.take(r.u8("a number"), "a number"))),
  139: pushing((r) => longInteger(r.take(r.u32("a number"), "a number"))),
  71: pushing((r) => r.f64BigEndian("a number")),
  88: making((r) => utf8(textBytes(r, r.u32("a string"))), TEXT_WORK),
  140: making((r) => utf8(textBytes(r, r.u8("a string"))), TEXT_WORK),
  141: making((r) => utf8(textBytes(r, r.u64("a string"))), TEXT_WORK),
  84: making((r) => latin1(textBytes(r, r.u32("a string"))), TEXT_WORK),
  85: making((r) => latin1(textBytes(r, r.u8("a string"))), TEXT_WORK),
  66: making((r) => r.take(r.u32("bytes"), "bytes"), CONTAINER_WORK),
  67: making((r) => r.take(r.u8("bytes"), "bytes"), CONTAINER_WORK),
  142: making((r) => r.take(r.u64("bytes"), "bytes"), CONTAINER_WORK),
  150: making((r) => r.take(r.u64("bytes"), "bytes"), CONTAINER_WORK),
  93: making(() => [], TEXT_WORK),
  41: making(() => [], TEXT_WORK),
  125: making(() => new Map(), CONTAINER_WORK),
  143: making(() => new Set(), CONTAINER_WORK),
  133: tupleOf(1),
  134: tupleOf(2),
  135: tupleOf(3),
  116: (m) => {
    const items = popMark(m);
    m.stack.push(items);
  },
  97: (m) => {
    append(m, [pop(m)]);
  },
  101: (m) => {
    append(m, popMark(m));
  },
  115: (m) => {
    const value = pop(m);
    setItems(m, [pop(m), value]);
  },
  117: (m) => {
    setItems(m, popMark(m));
  },
  144: (m) => {
    const items = popMark(m);
    const target = top(m);
    if (target instanceof Set) for (const item of items) target.add(item);
  },
  145: (m) => {
    const items = popMark(m);
    m.stack.push(new Set(items));
  },
  113: memoizeAt((m) => m.reader.u8("a memo index")),
  114: memoizeAt((m) => m.reader.u32("a memo index")),
  148: memoizeAt((m) => m.memo.size),
  104: recall((m) => m.reader.u8("a memo index")),
  106: recall((m) => m.reader.u32("a memo index")),
  99: (m) => {
    const module = latin1(m.reader.line("a module's name"));
    pushGlobal(m, module, latin1(m.reader.line("a name")));
  },
  147: (m) => {
    const name = pop(m);
    pushGlobal(m, pop(m), name);
  },
  82: (m) => {
    const args = pop(m);
    call(m, pop(m), args);
  },
  129: (m) => {
    const args = pop(m);
    instance(m, pop(m), args);
  },
  146: (m) => {
    pop(m); // keyword arguments
    const args = pop(m);
    instance(m, pop(m), args);
  },
  98: build,
});

function tableOf(opcodes: Readonly<Record<number, Opcode>>): readonly (Opcode | undefined)[] {
  return Array.from({ length: 256 }, (_, opcode) => opcodes[opcode]);
}

const MAX_TEXT = 2 ** 28;

function textBytes(reader: ByteReader, length: number): Uint8Array {
  if (length > MAX_TEXT) {
    fail(
      "input/too-large",
      { what: "a string", limit: `${MAX_TEXT} bytes` },
      { at: `byte ${reader.offset}` },
    );
  }
  return reader.take(length, "a string");
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}

/** Two's complement, little-endian. */
function longInteger(bytes: Uint8Array): number | bigint {
  // No count or label of a model needs more; a longer one would cost quadratic time.
  if (bytes.length > 64) return Number.NaN;
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  if (bytes.length > 0 && bytes.at(-1)! >= 128) value -= 1n << BigInt(bytes.length * 8);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
