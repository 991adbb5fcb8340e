import { fail } from "../diagnostics/diagnostic.ts";
import type { ByteReader } from "./byte-reader.ts";
import { latin1 } from "./numpy-array.ts";
import { mayBeCalled } from "./pickle-globals.ts";
import { buildNumpy, NUMPY_GLOBALS } from "./pickle-numpy.ts";
import {
  describe,
  isGlobal,
  isList,
  isObject,
  type PickleList,
  type PickleObject,
  type PickleValue,
} from "./pickle-values.ts";

/** The value that a known global makes of its arguments. */
export type Construct = (args: PickleList, at: string) => PickleValue;

export interface PickleOptions {
  /**
   * Asked after each BUILD with the object and its state set; a value stands in for the object.
   * The reader then stands behind the opcode, and may be read on from.
   */
  readonly replace?: (built: PickleObject) => PickleValue | undefined;
  /** Shared with the pickle that this one is nested in. */
  readonly budget?: PickleBudget;
}

/**
 * Keeps memory and time within a few hundred MB and seconds, whatever a stream asks for. Forests
 * of ten thousand trees use a fifth of it.
 */
export interface PickleBudget {
  /** What opcodes may still cost: one each, more where they make a container or a memo entry. */
  work: number;
  /** Bytes and characters that calls may still make out of others; a model makes each once. */
  copies: number;
}

const WORK = 16_000_000;
const CONTAINER_WORK = 9;
const MEMO_WORK = 2;
const MAX_TEXT = 2 ** 28;
const MAX_NAME = 500;

export function pickleBudget(reader: ByteReader): PickleBudget {
  return { work: WORK, copies: 4 * reader.bytes.length };
}

interface Machine {
  readonly reader: ByteReader;
  readonly options: PickleOptions;
  readonly budget: PickleBudget;
  stack: PickleValue[];
  /** Stacks put aside by MARK, outermost first. */
  readonly marked: PickleValue[][];
  readonly memo: Map<number, PickleValue>;
}

const STOP = 0x2e;

/**
 * Reads one pickle of protocol 2 to 5, from the reader's place through STOP, as data. Globals stay
 * names, calls and instances stay descriptions; only NumPy's arrays, dtypes and scalars and the
 * builtin containers become values. Fails with `pickle/...` or `input/truncated`.
 */
export function readPickle(reader: ByteReader, options: PickleOptions = {}): PickleValue {
  const budget = options.budget ?? pickleBudget(reader);
  const machine: Machine = { reader, options, budget, stack: [], marked: [], memo: new Map() };
  for (;;) {
    spend(machine, 1);
    const opcode = reader.u8("the pickle");
    if (opcode === STOP) return pop(machine);
    const run = OPCODES[opcode];
    if (!run) fail("pickle/unsupported-opcode", { opcode }, { at: `byte ${reader.offset - 1}` });
    run(machine);
  }
}

function spend(m: Machine, work: number): void {
  m.budget.work -= work;
  if (m.budget.work < 0) fail("pickle/too-many-values", { limit: WORK }, { at: here(m) });
}

type Opcode = (machine: Machine) => void;

const pushing =
  (read: (reader: ByteReader) => PickleValue): Opcode =>
  (m) => {
    m.stack.push(read(m.reader));
  };
const making =
  (make: () => PickleValue): Opcode =>
  (m) => {
    spend(m, CONTAINER_WORK);
    m.stack.push(make());
  };
const tupleOf =
  (length: number): Opcode =>
  (m) => {
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

const OPCODES: readonly (Opcode | undefined)[] = tableOf({
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
  88: pushing((r) => utf8(textBytes(r, r.u32("a string")))),
  140: pushing((r) => utf8(textBytes(r, r.u8("a string")))),
  141: pushing((r) => utf8(textBytes(r, r.u64("a string")))),
  84: pushing((r) => latin1(textBytes(r, r.u32("a string")))),
  85: pushing((r) => latin1(textBytes(r, r.u8("a string")))),
  66: pushing((r) => r.take(r.u32("bytes"), "bytes")),
  67: pushing((r) => r.take(r.u8("bytes"), "bytes")),
  142: pushing((r) => r.take(r.u64("bytes"), "bytes")),
  150: pushing((r) => r.take(r.u64("bytes"), "bytes")),
  93: pushing(() => []),
  41: pushing(() => []),
  125: making(() => new Map()),
  143: making(() => new Set()),
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

function here(m: Machine): string {
  return `byte ${m.reader.offset}`;
}

function malformed(m: Machine, what: string): never {
  fail("pickle/malformed", { what }, { at: here(m) });
}

function pop(m: Machine): PickleValue {
  const value = m.stack.pop();
  return value === undefined ? malformed(m, "it takes more than it pushed") : value;
}

function top(m: Machine): PickleValue {
  return (
    m.stack.at(-1) ?? (m.stack.length > 0 ? null : malformed(m, "it takes more than it pushed"))
  );
}

function popMark(m: Machine): PickleValue[] {
  const items = m.stack;
  m.stack = m.marked.pop() ?? malformed(m, "a mark is missing");
  return items;
}

function pushGlobal(m: Machine, module: PickleValue, name: PickleValue): void {
  if (typeof name !== "string" || typeof module !== "string")
    malformed(m, "a global's name is not text");
  if (module.length + name.length > MAX_NAME) malformed(m, "a global's name is endless");
  m.stack.push({ kind: "global", name: `${module}.${name}` });
}

function append(m: Machine, items: readonly PickleValue[]): void {
  const target = top(m);
  if (isList(target)) for (const item of items) target.push(item);
  else if (isObject(target)) for (const item of items) target.items.set(target.items.size, item);
  else malformed(m, "it appends to something that is no list");
}

function setItems(m: Machine, items: readonly PickleValue[]): void {
  const top_ = top(m);
  const target = isObject(top_) ? top_.items : top_;
  if (!(target instanceof Map)) malformed(m, "it sets a key of something that is no dict");
  if (items.length % 2 !== 0) malformed(m, "a key has no value");
  for (let i = 0; i < items.length; i += 2) target.set(items[i]!, items[i + 1]!);
}

/** Builtins whose values the file spells as calls at low protocols. */
const BUILTIN_VALUES: ReadonlyMap<string, Construct> = new Map<string, Construct>([
  ["_codecs.encode", ([text]) => latin1Bytes(typeof text === "string" ? text : "")],
  ...["builtins", "__builtin__"].flatMap((module): [string, Construct][] => [
    [`${module}.bytes`, bytesValue],
    [`${module}.bytearray`, bytesValue],
  ]),
]);

function bytesValue([value]: PickleList): PickleValue {
  return value instanceof Uint8Array ? value : latin1Bytes(typeof value === "string" ? value : "");
}

function call(m: Machine, callable: PickleValue, args: PickleValue): void {
  if (!isGlobal(callable))
    fail("pickle/calls-something", { call: "a value it computed" }, { at: here(m) });
  const { name } = callable;
  if (!isList(args)) malformed(m, `the arguments of ${printable(name)} are no tuple`);
  const construct = NUMPY_GLOBALS.get(name) ?? BUILTIN_VALUES.get(name);
  if (!construct && !mayBeCalled(name)) {
    fail("pickle/calls-something", { call: printable(name) }, { at: here(m) });
  }
  pushMade(m, construct ? construct(args, here(m)) : describeInstance(name, args));
}

function pushMade(m: Machine, value: PickleValue): void {
  spend(m, CONTAINER_WORK);
  if (value instanceof Uint8Array || typeof value === "string") m.budget.copies -= value.length;
  if (m.budget.copies < 0) malformed(m, "it copies the same bytes again and again");
  m.stack.push(value);
}

/** Like REDUCE, but for classes only: Python would make an instance without calling `__init__`. */
function instance(m: Machine, callable: PickleValue, args: PickleValue): void {
  if (!isGlobal(callable) || !isList(args)) malformed(m, "an instance without class or arguments");
  const construct = NUMPY_GLOBALS.get(callable.name) ?? BUILTIN_VALUES.get(callable.name);
  pushMade(m, construct ? construct(args, here(m)) : describeInstance(callable.name, args));
}

/** `copyreg._reconstructor(cls, base, state)` is an instance of `cls`. */
function describeInstance(name: string, args: PickleList): PickleValue {
  const made = name.endsWith("._reconstructor") && isGlobal(args[0]) ? args[0].name : name;
  return { kind: "object", className: made, args, state: null, items: new Map() };
}

function build(m: Machine): void {
  const state = pop(m);
  const target = top(m);
  if (buildNumpy(target, state, here(m))) return;
  if (!isObject(target)) malformed(m, `it sets the state of ${describe(target)}`);
  target.state = state;
  const replacement = m.options.replace?.(target);
  if (replacement !== undefined) m.stack[m.stack.length - 1] = replacement;
}

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

/** A name from the file, fit for a one-line message. */
function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?").slice(0, 80);
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
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
