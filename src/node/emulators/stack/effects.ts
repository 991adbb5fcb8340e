import { type Code, functionAt, isInside } from "./code.ts";
import type { Effect, Operands } from "./instruction-set.ts";
import type { Step } from "./listing.ts";
import {
  amountOf,
  negative,
  numberValue,
  registersIn,
  sumOf,
  unsigned,
  type Value,
  wrap,
} from "./values.ts";

/** How a function uses the stack, as far as it was followed. */
export interface StackUse {
  /** Most bytes below the caller's frame. */
  bytes: number;
  /** Hand-written helpers may return for their caller too, of whose frame they take so many bytes. */
  returnsFor?: number;
}

/** A place on a way through a function, and what the instruction there makes of it. */
export interface Place {
  readonly code: Code;
  readonly address: number;
  readonly step: Step;
  /** Without those that hold nothing known. */
  readonly registers: Map<string, Value>;
  /** Of the whole function. */
  readonly use: StackUse;
  /** Where the code goes on; at first with the next instruction. */
  ways: readonly (number | undefined)[];
  /** It goes on anywhere in its function. */
  byTable: boolean;
  /** Of a function that is called. */
  useOf(address: number): Readonly<StackUse>;
  fail(what: string): never;
}

export const EFFECTS: Readonly<Record<Effect, (place: Place, operands: Operands) => void>> = {
  add: (place, operands) => {
    const { d, a = d } = operands;
    set(place, d, sum(place, held(place, a), numberValue(amountOf(operands))));
  },
  addRegister: (place, { d, a = d, b }) => {
    set(place, d, sum(place, held(place, a), held(place, b)));
  },
  subtractRegister: (place, { d, a = d, b }) => {
    const from = held(place, a);
    const less = negative(held(place, b));
    set(place, d, from && less && sum(place, from, less));
  },
  addHere: (place, operands) => {
    set(place, operands.d, number(place, place.address + amountOf(operands)));
  },
  constant: (place, operands) => set(place, operands.d, number(place, amountOf(operands))),
  shiftLeft: (place, operands) => {
    const a = held(place, operands.a);
    const shifted = a?.of === "number" ? a.offset << amountOf(operands) : undefined;
    set(place, operands.d, shifted === undefined ? undefined : number(place, shifted));
  },
  load: (place, { d, at }) => {
    const word = place.code.word(addressIn(at));
    set(place, d, word === undefined ? undefined : number(place, word));
  },
  loadFrom: (place, operands) => {
    const a = held(place, operands.a);
    const offset = (a?.offset ?? 0) + amountOf(operands);
    if (a?.of === "table") set(place, operands.d, { of: "entry", offset });
    else set(place, operands.d, a?.of === "frame" ? held(place, slot(offset)) : undefined);
  },
  store: (place, operands) => {
    const a = held(place, operands.a);
    if (a?.of !== "frame") return;
    set(place, slot(a.offset + amountOf(operands)), held(place, operands.d));
  },
  link: (place, { d }) => set(place, d, number(place, place.step.next!)),
  forget: (place, { d }) => forget(place, registersIn(d)),
  change: (place, { d }) => {
    const [, operands = ""] = /^\S+ (.*)$/.exec(place.step.text) ?? [];
    const { stackPointer } = place.code.set;
    const named = [...operands.matchAll(/\b[a-z]\w*/g)]
      .filter(({ index, 0: name }) => index === 0 || name !== stackPointer)
      .map(([name]) => name);
    forget(place, [...named, ...registersIn(d)]);
  },
  push: (place, operands) => move(place, -bytesOf(operands)),
  pop: (place, operands) => {
    move(place, bytesOf(operands));
    forget(place, registersIn(operands.list));
  },
  spill: (place, { below = 0 }) => touch(place, below),
  unreadPush: (place) => unreadPush(place),
  call: (place, { target }) => call(place, addressIn(target)),
  callOrJump: (place, { target }) => {
    const address = addressIn(target);
    const here = functionAt(place.code, place.address);
    const inside = here !== undefined && address !== here.address && isInside(here, address);
    // Where the return address is saved, the register is free for it. A call would show at its return.
    if (inside && depth(place) > 0) jump(place, address);
    else call(place, address);
  },
  callThrough: (place, operands) => {
    call(place, knownAddress(place, operands) ?? place.fail("calls through a pointer"));
  },
  jump: (place, { target }) => jump(place, addressIn(target)),
  jumpThrough: (place, operands) => {
    const target = held(place, operands.r);
    if (target?.of === "entry" && leadsInside(place, target)) jumpByTable(place);
    else jump(place, knownAddress(place, operands) ?? place.fail("jumps through a pointer"));
  },
  jumpByTable: (place) => jumpByTable(place),
  branch: (place, { target }) => {
    place.ways = [place.step.next, addressIn(target)];
  },
  skip: (place) => {
    const { next } = place.step;
    place.ways = [next, next === undefined ? undefined : place.code.listing.at(next)?.next];
  },
  return: (place) => leave(place),
  returnThrough: (place, operands) => {
    const target = knownAddress(place, operands);
    if (target === undefined) leave(place);
    else jump(place, target);
  },
  returnWindow: (place) => {
    place.ways = [];
  },
  returnPerhaps: () => {},
  stop: (place) => {
    place.ways = [];
  },
  unreadWay: (place) => place.fail(`goes on by "${place.step.text}"`),
};

function held({ registers }: Place, name: string | undefined): Value | undefined {
  return name === undefined ? undefined : registers.get(name);
}

function sum({ code }: Place, a: Value | undefined, b: Value | undefined): Value | undefined {
  return sumOf(a, b, code.set.bits);
}

function number({ code }: Place, value: number): Value {
  return numberValue(wrap(value, code.set.bits));
}

const addressIn = (printed = "") => Number.parseInt(printed, 16);

/** Of code, where a register holds a number. */
function knownAddress(place: Place, { r, n = "0", times = 1 }: Operands): number | undefined {
  const value = held(place, r);
  if (value?.of !== "number") return undefined;
  const { bits, marksAddresses } = place.code.set;
  const address = value.offset + amountOf({ n });
  return times * unsigned(marksAddresses ? address & ~1 : address, bits);
}

/** A register of a pair is named as "r29:r28" is. */
function set(place: Place, name: string | undefined, value: Value | undefined): void {
  if (name === undefined) return;
  const { registers, code } = place;
  for (const known of registers.keys())
    if (known !== name && known.split(":").includes(name)) registers.delete(known);
  if (value === undefined) registers.delete(name);
  else registers.set(name, value);
  if (name !== code.set.stackPointer) return;
  if (value?.of !== "frame") unreadPush(place);
  touch(place, 0);
}

function forget(place: Place, names: readonly string[]): void {
  for (const name of names) set(place, name, undefined);
}

/** A word of the stack, by where it is from the caller's frame. */
const slot = (offset: number) => `stack ${offset & ~3}`;

function leave(place: Place): void {
  const kept = depth(place) - place.code.returnBytes;
  if (kept > 0) place.fail(`returns with ${kept} bytes of stack`);
  if (kept < 0) returnForCaller(place, -kept);
  place.ways = [];
}

function returnForCaller({ use, fail }: Place, bytes: number): void {
  if (use.returnsFor !== undefined && use.returnsFor !== bytes)
    fail(`takes ${use.returnsFor} or ${bytes} bytes of its caller's stack`);
  use.returnsFor = bytes;
}

function unreadPush(place: Place): never {
  return place.fail(`changes its stack pointer by "${place.step.text}"`);
}

function depth({ registers, code }: Place): number {
  return -registers.get(code.set.stackPointer)!.offset;
}

function touch(place: Place, below: number): void {
  place.use.bytes = Math.max(place.use.bytes, depth(place) + below);
}

function move(place: Place, bytes: number): void {
  const offset = bytes - depth(place);
  set(place, place.code.set.stackPointer, { of: "frame", offset });
}

function bytesOf(operands: Operands): number {
  if (operands.each === undefined) return amountOf(operands);
  const { list } = operands;
  return operands.each * (list === undefined ? 1 : registersIn(list).length);
}

function call(place: Place, target: number): void {
  const { code, registers, step } = place;
  if (target === step.next) {
    // The cheapest way to make room.
    move(place, -code.returnBytes);
    return;
  }
  const { bytes, returnsFor = depth(place) } = place.useOf(target);
  if (returnsFor !== depth(place)) place.fail("calls what takes part of its frame");
  touch(place, bytes);
  for (const name of registers.keys())
    if (name !== code.set.stackPointer && !code.set.kept.test(name)) registers.delete(name);
  if (isTableJump(code, target)) jumpByTable(place);
}

function jump(place: Place, target: number): void {
  if (isTableJump(place.code, target)) jumpByTable(place);
  else place.ways = [target];
}

function isTableJump(code: Code, target: number): boolean {
  const called = functionAt(code, target);
  return called?.address === target && code.set.tableJumps?.test(called.name) === true;
}

function jumpByTable(place: Place): void {
  place.ways = [];
  place.byTable = true;
}

/** Whether a table holds places of the function that it is read in. */
function leadsInside({ code, address }: Place, { offset, base = 0 }: Value): boolean {
  const here = functionAt(code, address);
  const first = code.word(unsigned(offset, 32));
  return here !== undefined && first !== undefined && isInside(here, unsigned(first + base, 32));
}
