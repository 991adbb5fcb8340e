import type { InstructionSet, Rule } from "./instruction-set.ts";

const IF = "(?:eq|ne|cs|hs|cc|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)";
const rule = (pattern: string) => new RegExp(pattern.replaceAll("IF", IF));

const PUSHES: readonly Rule[] = [
  [/push(?:\.w)? \{(?<list>.*)\}/, "push", { each: 4 }],
  [/stmdb(?:\.w)? sp!, \{(?<list>.*)\}/, "push", { each: 4 }],
  [/str(?:d|\.w)? .*, \[sp, #-(?<n>\d+)\]!/, "push"],
  [/vpush \{(?<list>d.*)\}/, "push", { each: 8 }],
  [/vpush \{(?<list>s.*)\}/, "push", { each: 4 }],
];

const POPS: readonly Rule[] = [
  [/pop(?:\.w)? \{(?<list>.*\bpc)\}/, ["pop", "return"], { each: 4 }],
  [/ldmia(?:\.w)? sp!, \{(?<list>.*\bpc)\}/, ["pop", "return"], { each: 4 }],
  [/ldr(?:\.w)? pc, \[sp\], #(?<n>\d+)/, ["pop", "return"]],
  [/pop(?:\.w)? \{(?<list>.*)\}/, "pop", { each: 4 }],
  [/ldmia(?:\.w)? sp!, \{(?<list>.*)\}/, "pop", { each: 4 }],
  [/ldrd?(?:\.w)? (?<list>.*), \[sp\], #(?<n>\d+)/, "pop"],
  [/vpop \{(?<list>d.*)\}/, "pop", { each: 8 }],
  [/vpop \{(?<list>s.*)\}/, "pop", { each: 4 }],
  // Where the condition does not hold, they do nothing.
  [rule("(?:popIF|ldmiaIF(?:\\.w)? sp!,) \\{.*\\bpc\\}"), "returnPerhaps"],
  [rule("ldrIF(?:\\.w)? pc, \\[sp\\], #\\d+"), "returnPerhaps"],
  [rule("bxIF lr"), "returnPerhaps"],
  [/v?(?:push|pop).*|msr [mp]sp\b.*/i, "unreadPush"],
  [/.*(?:\bsp!|\[sp\b[^\]]*\](?:!|,)).*/, "unreadPush"],
];

const WAYS: readonly Rule[] = [
  [/blx (?<r>[a-z]\w*)/, "callThrough"],
  [rule("blx?(?:IF)? (?<target>[0-9a-f]+)"), "call"],
  [/bx lr|mov pc, lr/, "return"],
  [/bx (?<r>\w+)/, "jumpThrough"],
  [/b(?:\.[nw])? (?<target>[0-9a-f]+)/, "jump"],
  [rule("bIF(?:\\.[nw])? (?<target>[0-9a-f]+)"), "branch"],
  [/cbn?z \w+, (?<target>[0-9a-f]+)/, "branch"],
  [/tb[bh] .*/, "jumpByTable"],
  // GCC's calls at a function's end are bx.
  [/mov pc, \w+/, "jumpByTable"],
  [/ldr\S* pc, .*/, "jumpThrough", { r: "pc" }],
  [/(?:udf|bkpt)\b.*/, "stop"],
  [/(?:b(?!ic|f[ci])|cb|tb|le\b|letp|[dw]ls).*|\S+ pc,.*|ldm.*\bpc\}/, "unreadWay"],
];

const SUMS: readonly Rule[] = [
  [/adds?(?:\.w|w)? (?<d>\w+), (?<a>\w+), #(?<n>\d+)/, "add"],
  [/adds? (?<d>\w+), #(?<n>\d+)/, "add"],
  [/subs?(?:\.w|w)? (?<d>\w+), (?<a>\w+), #(?<n>\d+)/, "add", { sign: -1 }],
  [/subs? (?<d>\w+), #(?<n>\d+)/, "add", { sign: -1 }],
  [/adds?(?:\.w)? (?<d>\w+), (?<a>[a-z]\w*), (?<b>[a-z]\w*)/, "addRegister"],
  [/add (?<d>\w+), (?<b>[a-z]\w*)/, "addRegister"],
  [/subs?(?:\.w)? (?<d>\w+), (?<a>[a-z]\w*), (?<b>[a-z]\w*)/, "subtractRegister"],
  [/mov (?<d>\w+), (?<a>[a-z]\w*)/, "add"],
  [/mov(?:s|\.w|w) (?<d>\w+), #(?<n>\d+)/, "constant"],
  [/lsls (?<d>\w+), (?<a>\w+), #(?<n>\d+)/, "shiftLeft"],
  [/ldr(?:\.w)? (?<d>\w+), \[pc, #-?\d+\] -> (?<at>\w+)/, "load"],
  // Of or to an address that stays.
  [/v?ldr\S* (?<d>[^[]*), \[[^\]]*\](?: -> \w+)?/, "forget"],
  [/v?str\S* [^[]*, \[[^\]]*\]/, "forget"],
  [/v?ldm\S* sp, \{(?<d>.*)\}/, "forget"],
  [/v?stm\S* sp, \{.*\}/, "forget"],
  [/(?:cmp|cmn|tst|teq)\S* .*/, "forget"],
];

/** Thumb-2; a call keeps the return address in a register. */
export const THUMB2: InstructionSet = {
  stackPointer: "sp",
  bits: 32,
  marksAddresses: true,
  kept: /^(?:r[4-9]|sl|fp|r10|r11)$/,
  tableJumps: /^__gnu_thumb1_case_/,
  rules: [...PUSHES, ...POPS, ...WAYS, ...SUMS],
};

/** Thumb without wide branches: in large functions GCC jumps by calls. */
export const THUMB: InstructionSet = {
  ...THUMB2,
  rules: [[/bl (?<target>[0-9a-f]+)/, "callOrJump"], ...THUMB2.rules],
};
