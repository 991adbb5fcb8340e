import type { InstructionSet } from "./instruction-set.ts";

/** Of ELF's flags: the architecture, and the one whose program counter has three bytes. */
const ARCHITECTURE = 0x7f;
const AVR6 = 6;

const Y = "r29:r28";
const X = "r27:r26";
const Z = "r31:r30";

/**
 * Pairs of registers hold addresses, a byte each. GCC writes what belongs together in one piece, so
 * its idioms are rules: the stack pointer is ports 0x3d and 0x3e, a frame is addressed by Y.
 */
export const AVR: InstructionSet = {
  stackPointer: "sp",
  bits: 16,
  returnBytes: (flags) => ((flags & ARCHITECTURE) === AVR6 ? 3 : 2),
  kept: new RegExp(`^${Y}$`),
  tableJumps: /^__tablejump/,
  rules: [
    [/push r\d+/, "push", { each: 1 }],
    [/pop (?<list>r\d+)/, "pop", { each: 1 }],
    [/in r28, 0x3d\nin r29, 0x3e/, "add", { d: Y, a: "sp" }],
    [/in r0, 0x3f\ncli\nout 0x3e, r29\nout 0x3f, r0\nout 0x3d, r28/, "add", { d: "sp", a: Y }],
    [/out 0x3e, r29\nout 0x3d, r28/, "add", { d: "sp", a: Y }],
    [/out 0x3[de], .*/, "unreadPush"],
    [/sts 0x005[DE], .*/i, "unreadPush"],
    [/sbiw r28, (?<n>\w+)/, "add", { d: Y, sign: -1 }],
    [/adiw r28, (?<n>\w+)/, "add", { d: Y }],
    [/subi r28, (?<n>\w+)\nsbci r29, (?<high>\w+)/, "add", { d: Y, sign: -1 }],
    [/subi r28, (?<n>\w+)\nsbc r29, r1/, "add", { d: Y, sign: -1 }],
    // libgcc saves registers for its own functions: __prologue_saves__, __epilogue_restores__.
    [/ldi r26, (?<n>\w+)\nldi r27, (?<high>\w+)/, "constant", { d: X }],
    [/ldi r30, (?<n>\w+)\nldi r31, (?<high>\w+)/, "constant", { d: Z }],
    [/ldi r30, (?<n>\w+)/, "constant", { d: "r30" }],
    [/sub r28, r26\nsbc r29, r27/, "subtractRegister", { d: Y, a: Y, b: X }],
    [/add r28, r30\nadc r29, r1/, "addRegister", { d: Y, a: Y, b: "r30" }],
    [/.*(?:-Y|Y\+(?!\d)).*/, "change", { d: Y }],
    [/.*(?:-X|X\+).*/, "change", { d: X }],
    [/.*(?:-Z|Z\+(?!\d)).*/, "change", { d: `${Z} r30` }],
    [/(?:cpse|sbrc|sbrs|sbic|sbis) .*/, "skip"],
    // Of two registers the first is written, and none by a store or what compares.
    [/(?:cpc?i?|bst|out) .*/, "forget"],
    [/[a-z]+ (?<d>r\d+), r\d+/, "forget"],
    [/(?:sts|std?) \w+(?:\+\d+)?, r\d+/, "forget"],
    [/r?call \S+ -> (?<target>\w+)/, "call"],
    [/r?jmp \S+ -> (?<target>\w+)/, "jump"],
    [/br.* -> (?<target>\w+)/, "branch"],
    [/e?icall/, "callThrough", { r: Z, times: 2 }],
    [/e?ijmp/, "jumpThrough", { r: Z, times: 2 }],
    [/ret/, "return"],
    [/(?:br|ret).*|.*(?:call|jmp).*/, "unreadWay"],
  ],
};
