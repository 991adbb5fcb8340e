import type { Operands } from "./instruction-set.ts";

/**
 * What a register holds: bytes from the caller's frame, a number, an address in a table that begins
 * there, or what was read out of that table.
 */
export interface Value {
  readonly of: "frame" | "number" | "table" | "entry";
  readonly offset: number;
  /** Added to an entry of the table. */
  readonly base?: number;
}

/** a + b, where that is anything that matters; undefined: unknown. */
export function sumOf(a: Value | undefined, b: Value | undefined, bits: number): Value | undefined {
  if (a === undefined || b === undefined) {
    const base = a ?? b;
    return base?.of === "number" ? { of: "table", offset: base.offset } : undefined;
  }
  const [base, more] = b.of === "number" ? [a, b] : [b, a];
  if (more.of !== "number") return undefined;
  if (base.of === "entry") return { ...base, base: more.offset };
  return { of: base.of, offset: wrap(base.offset + more.offset, bits) };
}

export function negative(value: Value | undefined): Value | undefined {
  return value?.of === "number" ? numberValue(-value.offset) : undefined;
}

export function numberValue(offset: number): Value {
  return { of: "number", offset };
}

/** As registers of so many bits hold it, signed. */
export function wrap(value: number, bits: number): number {
  return (value << (32 - bits)) >> (32 - bits);
}

/** As an address. */
export function unsigned(value: number, bits: number): number {
  return wrap(value, bits) < 0 ? wrap(value, bits) + 2 ** bits : wrap(value, bits);
}

/** The n of an instruction. */
export function amountOf({ n = "0", high = "0", times = 1, sign }: Operands): number {
  return (sign ?? 1) * times * (toNumber(n) + 0x100 * toNumber(high));
}

/** "52", "-0x20" */
function toNumber(printed: string): number {
  const [, minus, digits] = /^(-?)(.*)$/.exec(printed)!;
  return minus ? -Number(digits) : Number(digits);
}

/** "r4, r5, d8-d11" */
export function registersIn(list = ""): readonly string[] {
  return list.split(/[\s,{}]+/).flatMap((item) => {
    const range = /^([a-z])(\d+)-[a-z](\d+)$/.exec(item);
    if (range === null) return item === "" ? [] : [item];
    const [, kind, first, last] = range;
    return Array.from(
      { length: Number(last) - Number(first) + 1 },
      (_, i) => `${kind}${Number(first) + i}`,
    );
  });
}
