import { fail } from "../diagnostics/diagnostic.ts";
import { mayBeCalled } from "./pickle-globals.ts";
import {
  CONTAINER_WORK,
  here,
  type Machine,
  malformed,
  pop,
  spend,
  top,
} from "./pickle-machine.ts";
import { buildNumpy, NUMPY_GLOBALS } from "./pickle-numpy.ts";
import {
  describe,
  isGlobal,
  isList,
  isObject,
  type PickleList,
  type PickleValue,
} from "./pickle-values.ts";

/** The value that a known global makes of its arguments. */
export type Construct = (args: PickleList, at: string) => PickleValue;

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

export function call(m: Machine, callable: PickleValue, args: PickleValue): void {
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
export function instance(m: Machine, callable: PickleValue, args: PickleValue): void {
  if (!isGlobal(callable) || !isList(args)) malformed(m, "an instance without class or arguments");
  const construct = NUMPY_GLOBALS.get(callable.name) ?? BUILTIN_VALUES.get(callable.name);
  pushMade(m, construct ? construct(args, here(m)) : describeInstance(callable.name, args));
}

/** `copyreg._reconstructor(cls, base, state)` is an instance of `cls`. */
function describeInstance(name: string, args: PickleList): PickleValue {
  const made = name.endsWith("._reconstructor") && isGlobal(args[0]) ? args[0].name : name;
  return { kind: "object", className: made, args, state: null, items: new Map() };
}

export function build(m: Machine): void {
  const state = pop(m);
  const target = top(m);
  if (buildNumpy(target, state, here(m))) return;
  if (!isObject(target)) malformed(m, `it sets the state of ${describe(target)}`);
  target.state = state;
  const replacement = m.options.replace?.(target);
  if (replacement !== undefined) m.stack[m.stack.length - 1] = replacement;
}

/** A name from the file, fit for a one-line message. */
function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?").slice(0, 80);
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
