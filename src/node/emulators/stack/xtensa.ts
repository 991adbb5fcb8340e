import type { InstructionSet } from "./instruction-set.ts";
import { nameWindowed } from "./xtensa-words.ts";

/** Xtensa where a call leaves the registers where they are. */
export const XTENSA: InstructionSet = {
  stackPointer: "a1",
  bits: 32,
  kept: /^a1[2-5]$/,
  rules: [
    // With register windows the 16 bytes below a frame belong to the registers of its caller.
    [/entry (?<d>a1), (?<n>\d+)/, ["add", "spill"], { sign: -1, below: 16 }],
    [/addm?i(?:\.n)? (?<d>\w+), (?<a>\w+), (?<n>-?\w+)/, "add"],
    [/mov(?:sp|\.n)? (?<d>\w+), (?<a>\w+)/, "add"],
    [/or (?<d>\w+), (?<a>\w+), \k<a>/, "add"],
    [/add(?:\.n)? (?<d>\w+), (?<a>\w+), (?<b>\w+)/, "addRegister"],
    [/addx[248] (?<d>\w+), \w+, (?<b>\w+)/, "addRegister", { a: "?" }],
    [/sub (?<d>\w+), (?<a>\w+), (?<b>\w+)/, "subtractRegister"],
    [/movi(?:\.n)? (?<d>\w+), (?<n>-?\w+)/, "constant"],
    [/l32r (?<d>\w+), (?<at>[0-9a-f]+).*/, "load"],
    [/l32i(?:\.n)? (?<d>\w+), (?<a>\w+), (?<n>\w+)/, "loadFrom"],
    [/s32i(?:\.n)? (?<d>\w+), (?<a>\w+), (?<n>\w+)/, "store"],
    [/s(?:8|16)i \w+, (?<a>\w+), (?<n>\w+)/, "store", { d: "?" }],
    [/l(?:8|16)[su]i (?<d>\w+), \w+, \w+/, "forget"],
    [/call(?:0|4|8|12) (?<target>[0-9a-f]+)/, "call"],
    [/callx(?:0|4|8|12) (?<r>\w+)/, "callThrough"],
    [/ret(?:\.n)?/, "return"],
    [/retw(?:\.n)?/, "returnWindow"],
    [/j (?<target>[0-9a-f]+)/, "jump"],
    [/jx (?<r>\w+)/, "jumpThrough"],
    [/(?:b|loop)\S* .*, (?<target>[0-9a-f]+)/, "branch"],
    [/ill(?:\.n)?/, "stop"],
    // What the disassembler has no name for may go anywhere.
    [/(?:b|call|j|loop|ret|rf|excw|\.byte).*/, "unreadWay"],
  ],
};

/** Xtensa with register windows, shown by the disassembler of a core without. */
export const XTENSA_WINDOWED: InstructionSet = {
  ...XTENSA,
  // clang keeps addresses of functions on the stack, where nothing else is put.
  kept: /^(?:a[2-7]|stack .*)$/,
  name: nameWindowed,
};
