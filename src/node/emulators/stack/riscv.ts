import type { InstructionSet } from "./instruction-set.ts";

/** RV32, compressed or not, of 32 or 16 registers. */
export const RISCV: InstructionSet = {
  stackPointer: "sp",
  bits: 32,
  kept: /^s\d+$/,
  rules: [
    [/addi? (?<d>\w+),(?<a>\w+),(?<n>-?\d\w*)(?: -> \w+)?/, "add"],
    [/add (?<d>\w+),(?<a>[a-z]\w*),(?<b>[a-z]\w*)/, "addRegister"],
    [/sub (?<d>\w+),(?<a>\w+),(?<b>\w+)/, "subtractRegister"],
    [/mv (?<d>\w+),(?<a>\w+)/, "add"],
    [/li (?<d>\w+),(?<n>-?\w+)/, "constant"],
    [/lui (?<d>\w+),(?<n>\w+)/, "constant", { times: 0x1000 }],
    [/auipc (?<d>\w+),(?<n>\w+)/, "addHere", { times: 0x1000 }],
    [/lw (?<d>\w+),(?<n>-?\d+)\((?<a>\w+)\)(?: -> \w+)?/, "loadFrom"],
    [/s[bhw] \w+,-?\d+\(\w+\)(?: -> \w+)?/, "forget"],
    [/jal (?:ra,)?(?<target>[0-9a-f]+)/, "call"],
    // libgcc's own return address, for functions that save registers or keep ra.
    [/jal (?<d>\w+),(?<target>[0-9a-f]+)/, ["link", "jump"]],
    // objdump guesses where these lead from the lines above.
    [/jalr (?:(?<n>-?\d+)\()?(?<r>[a-z]\w*)\)?(?: -> \w+)?/, "callThrough"],
    [/jr (?<r>t0)(?: -> \w+)?/, "returnThrough"],
    [/jr (?:(?<n>-?\d+)\()?(?<r>[a-z]\w*)\)?(?: -> \w+)?/, "jumpThrough"],
    [/j (?<target>[0-9a-f]+)/, "jump"],
    [/b\w+ .*,(?<target>[0-9a-f]+)/, "branch"],
    [/ret/, "return"],
    [/(?:ebreak|unimp)/, "stop"],
    [/(?:b|j|[ms]ret|cm\.).*/, "unreadWay"],
    [/\w+ (?<d>\w+),.*/, "forget"],
  ],
};
