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

export const OPCODES: readonly (Opcode | undefined)[] = tableOf([
  [
    0x80,
    (m) => {
      const protocol = m.reader.u8("the pickle's protocol");
      if (protocol < 2 || protocol > 5)
        fail("pickle/unsupported-protocol", { protocol }, { at: here(m) });
    },
  ],
  [
    0x95,
    (m) => {
      // A frame's length is advisory; arrays of joblib stand between frames.
      m.reader.take(8, "a frame's length");
    },
  ],
  [
    0x28,
    (m) => {
      spend(m, CONTAINER_WORK);
      m.marked.push(m.stack);
      m.stack = [];
    },
  ],
  [
    0x30,
    (m) => {
      pop(m);
    },
  ],
  [
    0x31,
    (m) => {
      popMark(m);
    },
  ],
  [
    0x32,
    (m) => {
      m.stack.push(top(m));
    },
  ],
  [0x4e, pushing(() => null)],
  [0x88, pushing(() => true)],
  [0x89, pushing(() => false)],
  [0x4a, pushing((r) => r.i32("a number"))],
  [0x4b, pushing((r) => r.u8("a number"))],
  [0x4d, pushing((r) => r.u16("a number"))],
  [0x8a, pushing((r) => longInteger(r.take(r.u8("a number"), "a number")))],
  [0x8b, pushing((r) => longInteger(r.take(r.u32("a number"), "a number")))],
  [0x47, pushing((r) => r.f64BigEndian("a number"))],
  [0x58, making((r) => utf8(textBytes(r, r.u32("a string"))), TEXT_WORK)],
  [0x8c, making((r) => utf8(textBytes(r, r.u8("a string"))), TEXT_WORK)],
  [0x8d, making((r) => utf8(textBytes(r, r.u64("a string"))), TEXT_WORK)],
  [0x54, making((r) => latin1(textBytes(r, r.u32("a string"))), TEXT_WORK)],
  [0x55, making((r) => latin1(textBytes(r, r.u8("a string"))), TEXT_WORK)],
  [0x42, making((r) => r.take(r.u32("bytes"), "bytes"), CONTAINER_WORK)],
  [0x43, making((r) => r.take(r.u8("bytes"), "bytes"), CONTAINER_WORK)],
  [0x8e, making((r) => r.take(r.u64("bytes"), "bytes"), CONTAINER_WORK)],
  [0x96, making((r) => r.take(r.u64("bytes"), "bytes"), CONTAINER_WORK)],
  [0x5d, making(() => [], TEXT_WORK)],
  [0x29, making(() => [], TEXT_WORK)],
  [0x7d, making(() => new Map(), CONTAINER_WORK)],
  [0x8f, making(() => new Set(), CONTAINER_WORK)],
  [0x85, tupleOf(1)],
  [0x86, tupleOf(2)],
  [0x87, tupleOf(3)],
  [
    0x74,
    (m) => {
      const items = popMark(m);
      m.stack.push(items);
    },
  ],
  [
    0x61,
    (m) => {
      append(m, [pop(m)]);
    },
  ],
  [
    0x65,
    (m) => {
      append(m, popMark(m));
    },
  ],
  [
    0x73,
    (m) => {
      const value = pop(m);
      setItems(m, [pop(m), value]);
    },
  ],
  [
    0x75,
    (m) => {
      setItems(m, popMark(m));
    },
  ],
  [
    0x90,
    (m) => {
      const items = popMark(m);
      const target = top(m);
      if (target instanceof Set) for (const item of items) target.add(item);
    },
  ],
  [
    0x91,
    (m) => {
      const items = popMark(m);
      m.stack.push(new Set(items));
    },
  ],
  [0x71, memoizeAt((m) => m.reader.u8("a memo index"))],
  [0x72, memoizeAt((m) => m.reader.u32("a memo index"))],
  [0x94, memoizeAt((m) => m.memo.size)],
  [0x68, recall((m) => m.reader.u8("a memo index"))],
  [0x6a, recall((m) => m.reader.u32("a memo index"))],
  [
    0x63,
    (m) => {
      const module = latin1(m.reader.line("a module's name"));
      pushGlobal(m, module, latin1(m.reader.line("a name")));
    },
  ],
  [
    0x93,
    (m) => {
      const name = pop(m);
      pushGlobal(m, pop(m), name);
    },
  ],
  [
    0x52,
    (m) => {
      const args = pop(m);
      call(m, pop(m), args);
    },
  ],
  [
    0x81,
    (m) => {
      const args = pop(m);
      instance(m, pop(m), args);
    },
  ],
  [
    0x92,
    (m) => {
      pop(m); // keyword arguments
      const args = pop(m);
      instance(m, pop(m), args);
    },
  ],
  [0x62, build],
]);

function tableOf(
  entries: readonly (readonly [opcode: number, run: Opcode])[],
): readonly (Opcode | undefined)[] {
  const opcodes = new Map(entries);
  return Array.from({ length: 256 }, (_, opcode) => opcodes.get(opcode));
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
