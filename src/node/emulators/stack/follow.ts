import { type Code, functionAt, isInside } from "./code.ts";
import { EFFECTS, type Place, type StackUse } from "./effects.ts";
import type { Value } from "./values.ts";

/** Most bytes below the caller's frame, or why there is no bound. */
export type StackBound = { readonly bytes: number } | { readonly unbounded: string };

/** Ends the search for a bound. */
class Unbounded extends Error {}

/**
 * Bounds functions of an image by their addresses. Every way through a function and through what it
 * calls is followed; the stack pointer must be known at each instruction, and be the same on all ways
 * there, and be back when the function returns, so that a missing rule shows.
 */
export function stackBounds(code: Code): (address: number) => StackBound {
  const known = new Map<number, StackUse>();
  const open = new Set<number>();
  return (address) => {
    open.clear();
    try {
      const { bytes, returnsFor } = useOf(address);
      if (returnsFor === undefined) return { bytes };
      return {
        unbounded: `${nameAt(code, address)} takes ${returnsFor} bytes of its caller's stack`,
      };
    } catch (error) {
      if (error instanceof Unbounded) return { unbounded: error.message };
      throw error;
    }
  };

  function useOf(address: number): StackUse {
    const before = known.get(address);
    if (before !== undefined) return before;
    if (open.has(address)) {
      const chain = [...open].slice([...open].indexOf(address)).map((at) => nameAt(code, at));
      throw new Unbounded(
        `${chain[0]} calls itself${chain.length > 1 ? ` by ${chain.slice(1).join(", ")}` : ""}`,
      );
    }
    open.add(address);
    const use = follow(code, address, useOf);
    open.delete(address);
    known.set(address, use);
    return use;
  }
}

type Registers = ReadonlyMap<string, Value>;

/** The deepest that a function comes to. */
function follow(code: Code, entry: number, useOf: Place["useOf"]): StackUse {
  const { stackPointer } = code.set;
  const states = new Map<number, Registers>();
  /** The lowest last: where ways meet, all that lead there forwards were followed before. */
  const open: number[] = [];
  const tables: Place[] = [];
  const use: StackUse = { bytes: code.returnBytes };
  reach(entry, new Map([[stackPointer, { of: "frame", offset: -code.returnBytes }]]));
  followOpen();
  for (let i = 0; i < tables.length; i++) followTable(tables[i]!);
  return use;

  function followOpen(): void {
    for (let address = open.pop(); address !== undefined; address = open.pop()) {
      const place = enter(address);
      const { effects, operands } = place.step;
      for (const effect of effects) EFFECTS[effect](place, operands);
      if (place.byTable) tables.push(place);
      for (const way of place.ways)
        reach(way ?? place.fail("runs out of the image"), place.registers);
    }
  }

  function enter(address: number): Place {
    const step = code.listing.at(address);
    const fail = (what: string) => unbounded(address, what);
    if (step === undefined || step.text.startsWith(".")) return fail("is no code");
    const registers = new Map(states.get(address));
    const here = { code, address, step, registers, use };
    return { ...here, ways: [step.next], byTable: false, useOf, fail };
  }

  /** Notes what is known at an address: no more than on every way there. */
  function reach(address: number, registers: Registers): void {
    const before = states.get(address);
    if (before === undefined) {
      states.set(address, registers);
      insert(open, address);
      return;
    }
    const [was, is] = [before, registers].map((each) => -each.get(stackPointer)!.offset);
    if (was !== is) unbounded(address, `is reached with ${was} and with ${is} bytes of stack`);
    const common = [...before].filter(([name, value]) => isSame(value, registers.get(name)));
    if (common.length === before.size) return;
    states.set(address, new Map(common));
    insert(open, address);
  }

  function unbounded(address: number, what: string): never {
    throw new Unbounded(`${nameAt(code, address)} at 0x${address.toString(16)} ${what}`);
  }

  /** A switch leads to what nothing else of its function leads to; what pads code is no case. */
  function followTable({ address, registers }: Place): void {
    const inside = functionAt(code, address)!;
    for (const at of code.listing.addresses) {
      if (!isInside(inside, at) || states.has(at)) continue;
      if (/^(?:\.|nop)/.test(code.listing.at(at)!.text)) continue;
      reach(at, registers);
      followOpen();
    }
  }
}

/** Into numbers that fall, each there once. */
function insert(numbers: number[], added: number): void {
  let at = numbers.length;
  while (at > 0 && numbers[at - 1]! < added) at--;
  if (numbers[at - 1] !== added) numbers.splice(at, 0, added);
}

function isSame(a: Value, b: Value | undefined): boolean {
  return a.of === b?.of && a.offset === b.offset && a.base === b.base;
}

function nameAt(code: Code, address: number): string {
  return functionAt(code, address)?.name ?? "code";
}
