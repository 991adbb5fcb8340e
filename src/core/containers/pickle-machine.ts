import { fail } from "../diagnostics/diagnostic.ts";
import type { ByteReader } from "./byte-reader.ts";
import { isList, isObject, type PickleObject, type PickleValue } from "./pickle-values.ts";

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
 * of ten thousand trees use a third of it.
 */
export interface PickleBudget {
  /** What opcodes may still cost: one each, more where they make a container or a memo entry. */
  work: number;
  /** Bytes and characters that calls may still make out of others; a model makes each once. */
  copies: number;
}

const WORK = 16_000_000;

/** What a dict, set or instance costs, a list or text, and a memo entry, besides their opcode. */
export const CONTAINER_WORK = 9;
export const TEXT_WORK = 2;
export const MEMO_WORK = 2;

export function pickleBudget(reader: ByteReader): PickleBudget {
  return { work: WORK, copies: 4 * reader.bytes.length };
}

export interface Machine {
  readonly reader: ByteReader;
  readonly options: PickleOptions;
  readonly budget: PickleBudget;
  stack: PickleValue[];
  /** Stacks put aside by MARK, outermost first. */
  readonly marked: PickleValue[][];
  readonly memo: Map<number, PickleValue>;
}

export function newMachine(reader: ByteReader, options: PickleOptions): Machine {
  const budget = options.budget ?? pickleBudget(reader);
  return { reader, options, budget, stack: [], marked: [], memo: new Map() };
}

export function spend(m: Machine, work: number): void {
  m.budget.work -= work;
  if (m.budget.work < 0) fail("pickle/too-many-values", { limit: WORK }, { at: here(m) });
}

export function here(m: Machine): string {
  return `byte ${m.reader.offset}`;
}

export function malformed(m: Machine, what: string): never {
  fail("pickle/malformed", { what }, { at: here(m) });
}

export function pop(m: Machine): PickleValue {
  const value = m.stack.pop();
  return value === undefined ? malformed(m, "it takes more than it pushed") : value;
}

export function top(m: Machine): PickleValue {
  return (
    m.stack.at(-1) ?? (m.stack.length > 0 ? null : malformed(m, "it takes more than it pushed"))
  );
}

export function popMark(m: Machine): PickleValue[] {
  const items = m.stack;
  m.stack = m.marked.pop() ?? malformed(m, "a mark is missing");
  return items;
}

const MAX_NAME = 500;

export function pushGlobal(m: Machine, module: PickleValue, name: PickleValue): void {
  if (typeof name !== "string" || typeof module !== "string")
    malformed(m, "a global's name is not text");
  if (module.length + name.length > MAX_NAME) malformed(m, "a global's name is endless");
  spend(m, CONTAINER_WORK);
  m.stack.push({ kind: "global", name: `${module}.${name}` });
}

export function append(m: Machine, items: readonly PickleValue[]): void {
  const target = top(m);
  if (isList(target)) for (const item of items) target.push(item);
  else if (isObject(target)) for (const item of items) target.items.set(target.items.size, item);
  else malformed(m, "it appends to something that is no list");
}

export function setItems(m: Machine, items: readonly PickleValue[]): void {
  const top_ = top(m);
  const target = isObject(top_) ? top_.items : top_;
  if (!(target instanceof Map)) malformed(m, "it sets a key of something that is no dict");
  if (items.length % 2 !== 0) malformed(m, "a key has no value");
  for (let i = 0; i < items.length; i += 2) target.set(items[i]!, items[i + 1]!);
}
