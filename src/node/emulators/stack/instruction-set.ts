/** What an instruction does, as far as the stack and the way through the code go; follow.ts does it. */
export type Effect =
  // Registers: d = a + n, a ± b, here + n, n, a << n, the word at an address, at a + n, the next address;
  // "forget" knows which one becomes unknown, "change" takes all that are named, the stack pointer
  // where it comes first.
  | "add"
  | "addRegister"
  | "subtractRegister"
  | "addHere"
  | "constant"
  | "shiftLeft"
  | "load"
  | "loadFrom"
  | "store"
  | "link"
  | "forget"
  | "change"
  // The stack pointer: n bytes, or `each` for every register of a list.
  | "push"
  | "pop"
  | "spill"
  | "unreadPush"
  // The way on.
  | "call"
  | "callOrJump"
  | "callThrough"
  | "jump"
  | "jumpThrough"
  | "jumpByTable"
  | "branch"
  | "skip"
  | "return"
  | "returnThrough"
  | "returnWindow"
  | "returnPerhaps"
  | "stop"
  | "unreadWay";

/**
 * What an effect works on, by the names of a pattern's groups: registers `d`, `a` (else d), `b`, `r`,
 * `list`; hexadecimal addresses `target`, `at`; numbers `n` and `high` (bits 8 to 15 of it) as the
 * disassembler prints them. The rest comes from the rule: `sign` and `times` of n, bytes for `each` of
 * a list, bytes that are touched `below` the stack pointer.
 */
export interface Operands {
  readonly d?: string;
  readonly a?: string;
  readonly b?: string;
  readonly r?: string;
  readonly list?: string;
  readonly target?: string;
  readonly at?: string;
  readonly n?: string;
  readonly high?: string;
  readonly sign?: -1;
  readonly times?: number;
  readonly each?: number;
  readonly below?: number;
}

/**
 * The first rule whose pattern is the whole text of an instruction, or of several with "\n" between,
 * is theirs. What has none is taken to `change` the registers that it names; the stack pointer only
 * as the first operand, where results stand, so that it is read in any other form. A table has a rule
 * for whatever goes elsewhere, or moves the stack pointer without it there.
 */
export type Rule = readonly [
  pattern: RegExp,
  effects: Effect | readonly Effect[],
  constants?: Operands,
];

/** How the instructions of a processor move its stack pointer. */
export interface InstructionSet {
  readonly stackPointer: string;
  /** Of a register that holds an address. */
  readonly bits: 16 | 32;
  /** Bytes that a call pushes, by the image's own flags. */
  readonly returnBytes?: (flags: number) => number;
  /** Bit 0 of a function's address is no part of it. */
  readonly marksAddresses?: true;
  /** Registers that a call leaves as they were. */
  readonly kept: RegExp;
  /** A compiler's own functions that jump by a table behind the call or in a register. */
  readonly tableJumps?: RegExp;
  /** An instruction's text, by its bits, where the disassembler has no name for it. */
  readonly name?: (bits: string, address: number) => string | undefined;
  readonly rules: readonly Rule[];
}
