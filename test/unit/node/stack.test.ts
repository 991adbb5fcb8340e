import { describe, expect, it } from "vitest";
import { AVR } from "../../../src/node/emulators/stack/avr.ts";
import { type StackBound, stackBounds } from "../../../src/node/emulators/stack/follow.ts";
import type { InstructionSet } from "../../../src/node/emulators/stack/instruction-set.ts";
import { readListing } from "../../../src/node/emulators/stack/listing.ts";
import { RISCV } from "../../../src/node/emulators/stack/riscv.ts";
import { THUMB, THUMB2 } from "../../../src/node/emulators/stack/thumb.ts";
import { XTENSA, XTENSA_WINDOWED } from "../../../src/node/emulators/stack/xtensa.ts";

/** How GCC moves AVR's stack pointer to Y. */
const SET_POINTER = "in r0, 0x3f; cli; out 0x3e, r29; out 0x3f, r0; out 0x3d, r28";

interface Image {
  readonly set: InstructionSet;
  /** Of a call; AVR's is 2 or 3. */
  readonly returnBytes?: number;
  /** Of constants, by address. */
  readonly words?: Readonly<Record<number, number>>;
}

/**
 * The bound of the first function of a disassembly as objdump prints it: "f:" begins a function,
 * "1c 0000 ret" is an instruction with its bits.
 */
function boundOf({ set, returnBytes = 0, words = {} }: Image, text: string): StackBound {
  const lines = text.trim().split("\n");
  const printed: string[] = [];
  const starts: { readonly name: string; readonly address: number }[] = [];
  let end = 0;
  for (const [i, line] of lines.entries()) {
    const named = /^ *(\w+):$/.exec(line);
    if (named) {
      starts.push({ name: named[1]!, address: addressOf(lines[i + 1]!) });
      continue;
    }
    const [, address, bits, rest] = /^ *(\w+) (\w+) (.*)$/.exec(line)!;
    printed.push(`  ${address}:\t${bits} \t${rest!.replace(" ", "\t")}`);
    end = addressOf(line) + bits!.length / 2;
  }
  const functions = starts.map(({ name, address }, i) => {
    return { name, address, size: (starts[i + 1]?.address ?? end) - address };
  });
  const listing = readListing(printed.join("\n"), set);
  const word = (address: number) => words[address];
  return stackBounds({ set, listing, returnBytes, functions, word })(functions[0]!.address);
}

const addressOf = (line: string) => Number.parseInt(line.trim().split(" ")[0]!, 16);

describe("the stack that AVR's instructions take", () => {
  const avr = { set: AVR, returnBytes: 2 };

  it("is what is pushed, a frame below it, and the deepest call", () => {
    const frame = `
      f:
      10 cf93 push r28
      12 df93 push r29
      14 00d0 rcall .+0 ; 0x16 <f+0x6>
      16 1f92 push r1
      18 cdb7 in r28, 0x3d ; 61
      1a deb7 in r29, 0x3e ; 62
      1c 0e940f00 call 0x30 ; 0x30 <g>
      20 0f90 pop r0
      22 0f90 pop r0
      24 0f90 pop r0
      26 df91 pop r29
      28 cf91 pop r28
      2a 0895 ret
      g:
      30 0f93 push r16
      32 0f91 pop r16
      34 0895 ret`;
    expect(boundOf(avr, frame)).toEqual({ bytes: 2 + 2 + 3 + (2 + 1) });
    expect(boundOf({ ...avr, returnBytes: 3 }, frame)).toEqual({
      unbounded: "f at 0x2a returns with 1 bytes of stack",
    });
  });

  it("is a frame of more than 63 bytes, through whatever lies between", () => {
    const frame = `
      f:
      10 cf93 push r28
      12 df93 push r29
      14 cdb7 in r28, 0x3d ; 61
      16 deb7 in r29, 0x3e ; 62
      18 cc52 subi r28, 0x2C ; 44
      1a d140 sbci r29, 0x01 ; 1
      1c 0fb6 in r0, 0x3f ; 63
      1e f894 cli
      20 debf out 0x3e, r29 ; 62
      22 0fbe out 0x3f, r0 ; 63
      24 cdbf out 0x3d, r28 ; 61
      26 8983 std Y+1, r24 ; 0x01
      28 be01 movw r22, r28
      2a c45d subi r28, 0xD4 ; 212
      2c de4f sbci r29, 0xFE ; 254
      2e 0fb6 in r0, 0x3f ; 63
      30 f894 cli
      32 debf out 0x3e, r29 ; 62
      34 0fbe out 0x3f, r0 ; 63
      36 cdbf out 0x3d, r28 ; 61
      38 df91 pop r29
      3a cf91 pop r28
      3c 0895 ret`;
    expect(boundOf(avr, frame)).toEqual({ bytes: 2 + 2 + 300 });
    const lost = frame.replace("8983 std Y+1, r24", "8991 ld r24, Y+");
    expect(boundOf(avr, lost)).toEqual({
      unbounded: `f at 0x2e changes its stack pointer by "${SET_POINTER}"`,
    });
  });

  it("is what libgcc saves for a function that jumps there and back", () => {
    const saved = `
      f:
      10 a4e1 ldi r26, 0x14 ; 20
      12 b0e0 ldi r27, 0x00 ; 0
      14 ede0 ldi r30, 0x0D ; 13
      16 f0e0 ldi r31, 0x00 ; 0
      18 0c942000 jmp 0x40 ; 0x40 <__prologue_saves__>
      1a e2e0 ldi r30, 0x02 ; 2
      1c 6496 adiw r28, 0x12 ; 18
      1e 0c942a00 jmp 0x54 ; 0x54 <__epilogue_restores__>
      __prologue_saves__:
      40 cf93 push r28
      42 df93 push r29
      44 cdb7 in r28, 0x3d ; 61
      46 deb7 in r29, 0x3e ; 62
      48 ca1b sub r28, r26
      4a db0b sbc r29, r27
      4c 0fb6 in r0, 0x3f ; 63
      4e f894 cli
      50 debf out 0x3e, r29 ; 62
      51 0fbe out 0x3f, r0 ; 63
      52 cdbf out 0x3d, r28 ; 61
      53 0994 ijmp
      __epilogue_restores__:
      54 ba81 ldd r27, Y+2 ; 0x02
      56 ce0f add r28, r30
      58 d11d adc r29, r1
      5a 0fb6 in r0, 0x3f ; 63
      5c f894 cli
      5e debf out 0x3e, r29 ; 62
      60 0fbe out 0x3f, r0 ; 63
      62 cdbf out 0x3d, r28 ; 61
      64 ed01 movw r28, r26
      66 df91 pop r29
      68 cf91 pop r28
      6a 0895 ret`;
    expect(boundOf(avr, saved)).toEqual({ bytes: 2 + 2 + 20 });
  });

  it("is that of both sides of a skipped instruction", () => {
    const skipping = (skip: string) => `
      f:
      10 10f0 ${skip}
      12 02c0 rjmp .+4 ; 0x18 <f+0x8>
      14 0895 ret
      18 0f93 push r16
      1a 0f91 pop r16
      1c 0895 ret`;
    for (const skip of ["sbrs r22, 0", "cpse r31, r1", "brne .+6 ; 0x18 <f+0x8>"])
      expect(boundOf(avr, skipping(skip))).toEqual({ bytes: 2 + 1 });
  });
});

describe("the stack that Thumb's instructions take", () => {
  const thumb = { set: THUMB2 };

  it("is what is pushed, and room for the rest", () => {
    const frame = `
      f:
      10 e92d4ff0 stmdb sp!, {r4, r5, r6, r7, r8, r9, sl, fp, lr}
      14 ed2d8b04 vpush {d8-d9}
      18 b08d sub sp, #52 @ 0x34
      1a f7ff bl 40 <g>
      1c 2801 cmp r0, #1
      1e bf08 it eq
      20 b00d add sp, #52 @ 0x34
      22 ecbd8b04 vpop {d8-d9}
      26 e8bd8ff0 ldmia.w sp!, {r4, r5, r6, r7, r8, r9, sl, fp, pc}
      g:
      40 b500 push {lr}
      42 f84d str.w ip, [sp, #-8]!
      44 e9dd ldrd r2, r3, [sp], #8
      46 f85d ldr.w pc, [sp], #4`;
    expect(boundOf(thumb, frame)).toEqual({ bytes: 36 + 16 + 52 + 12 });
  });

  it("is a frame whose size is a constant elsewhere", () => {
    const frame = (size: string) => `
      f:
      10 b5f0 push {r4, r5, r6, r7, lr}
      12 ${size}
      14 44a5 add sp, r4
      16 2384 movs r3, #132 @ 0x84
      18 009b lsls r3, r3, #2
      1a 449d add sp, r3
      1c bdf0 pop {r4, r5, r6, r7, pc}`;
    const words = { 32: 0xfffffdf0 };
    const literal = "4c02 ldr r4, [pc, #8] @ (20 <f+0x10>)";
    expect(boundOf({ ...thumb, words }, frame(literal))).toEqual({ bytes: 20 + 528 });
    expect(boundOf(thumb, frame("680c ldr r4, [r1, #0]"))).toEqual({
      unbounded: 'f at 0x14 changes its stack pointer by "add sp, r4"',
    });
  });

  it("goes on where a conditional return does not", () => {
    const returns = `
      f:
      10 b510 push {r4, lr}
      12 bf08 it eq
      14 bd10 popeq {r4, pc}
      16 b082 sub sp, #8
      18 b002 add sp, #8
      1a bd10 pop {r4, pc}`;
    expect(boundOf(thumb, returns)).toEqual({ bytes: 16 });
  });

  it("is that of a helper's part that returns for its caller", () => {
    const helper = (pushed: string) => `
      f:
      10 b510 push {${pushed}, lr}
      12 f000 bleq 18 <f+0x8>
      16 bd10 pop {${pushed}, pc}
      18 b082 sub sp, #8
      1a b002 add sp, #8
      1c d000 beq.n 20 <f+0x10>
      1e 4770 bx lr
      20 bd10 pop {r4, r5, r6, pc}`;
    expect(boundOf(thumb, helper("r4, r5, r6"))).toEqual({ bytes: 16 + 8 });
    expect(boundOf(thumb, helper("r4"))).toEqual({
      unbounded: "f at 0x12 calls what takes part of its frame",
    });
  });

  it("stays where a far jump is written as a call", () => {
    const far = (back: string) => `
      f:
      10 b510 push {r4, lr}
      12 b082 sub sp, #8
      14 f000 bl 1c <f+0xc>
      18 0302 .short 0x0302
      1c f7ff bl 20 <f+0x10>
      20 b002 add sp, #8
      22 ${back}`;
    expect(boundOf({ set: THUMB }, far("bd10 pop {r4, pc}"))).toEqual({ bytes: 16 });
    expect(boundOf({ set: THUMB }, far("4770 bx lr"))).toEqual({
      unbounded: "f at 0x22 returns with 8 bytes of stack",
    });
  });

  it("is that of all cases of a switch", () => {
    const cases = `
      f:
      10 b510 push {r4, lr}
      12 e8df tbb [pc, r0]
      14 0302 .short 0x0302
      16 bd10 pop {r4, pc}
      18 b084 sub sp, #16
      1a b004 add sp, #16
      1c bd10 pop {r4, pc}
      1e bf00 nop`;
    expect(boundOf(thumb, cases)).toEqual({ bytes: 24 });
    const small = `
      f:
      10 b510 push {r4, lr}
      12 f000 bl 30 <__gnu_thumb1_case_uqi>
      16 0302 .short 0x0302
      18 b084 sub sp, #16
      1a b004 add sp, #16
      1c bd10 pop {r4, pc}
      __gnu_thumb1_case_uqi:
      30 b402 push {r1}
      32 bc02 pop {r1}
      34 4770 bx lr`;
    expect(boundOf(thumb, small)).toEqual({ bytes: 24 });
  });
});

describe("the stack that RISC-V's instructions take", () => {
  const riscv = { set: RISCV };

  it("is the frame, however its size is written, and a tail call's", () => {
    const frame = `
      f:
      10 81010113 add sp,sp,-2032
      14 7e112623 sw ra,2028(sp)
      18 fffff2b7 lui t0,0xfffff
      1c 00516133 add sp,sp,t0
      20 f2b7 lui t0,0x1
      22 9116 add sp,sp,t0
      24 7f010113 addi sp,sp,2032
      28 a021 j 30 <g>
      g:
      30 1161 add sp,sp,-8
      32 0121 add sp,sp,8
      34 8082 ret`;
    expect(boundOf(riscv, frame)).toEqual({ bytes: 2032 + 4096 });
  });

  it("is what libgcc saves for a function", () => {
    const saved = `
      f:
      10 00c002ef jal t0,20 <__riscv_save_0>
      14 0141 j 28 <__riscv_restore_0>
      __riscv_save_0:
      20 1141 add sp,sp,-16
      22 c606 sw ra,12(sp)
      24 8282 jr t0
      __riscv_restore_0:
      28 40b2 lw ra,12(sp)
      2a 0141 add sp,sp,16
      2c 8082 ret`;
    expect(boundOf(riscv, saved)).toEqual({ bytes: 16 });
  });

  it("is that of a helper which keeps its return address beside", () => {
    const helper = `
      f:
      10 00008293 mv t0,ra
      14 00c000ef jal 20 <g>
      18 8282 jr t0 # 800000 <elsewhere>
      g:
      20 8082 ret`;
    expect(boundOf(riscv, helper)).toEqual({ bytes: 0 });
  });

  it("is that of a call too far for one instruction", () => {
    const far = `
      f:
      10 1141 add sp,sp,-16
      12 00001097 auipc ra,0x1
      16 004080e7 jalr 4(ra) # 2000 <elsewhere>
      1a 0141 add sp,sp,16
      1c 8082 ret
      g:
      1016 1161 add sp,sp,-8
      1018 0121 add sp,sp,8
      101a 8082 ret`;
    expect(boundOf(riscv, far)).toEqual({ bytes: 24 });
  });

  it("is that of all cases of a switch, and none where a table leads elsewhere", () => {
    const cases = `
      f:
      800008a8 00000717 auipc a4,0x0
      800008ac 70470713 add a4,a4,1796 # 80000fac <table>
      800008b0 078a sll a5,a5,0x2
      800008b2 97ba add a5,a5,a4
      800008b4 439c lw a5,0(a5)
      800008b6 97ba add a5,a5,a4
      800008b8 8782 jr a5
      800008ba 1141 add sp,sp,-16
      800008bc 0141 add sp,sp,16
      800008be 8082 ret`;
    const inside = { 2147487660: 0x800008ba - 0x80000fac };
    expect(boundOf({ ...riscv, words: inside }, cases)).toEqual({ bytes: 16 });
    const through = { unbounded: "f at 0x800008b8 jumps through a pointer" };
    expect(boundOf({ ...riscv, words: { 2147487660: 0 } }, cases)).toEqual(through);
  });
});

describe("the stack that Xtensa's instructions take", () => {
  it("is the frame, however its size is written", () => {
    const frame = `
      f:
      10 e0c112 addi a1, a1, -32
      13 ffd112 addmi a1, a1, -256
      16 901ca0 movi a9, 0x190
      19 c01190 sub a1, a1, a9
      1c 000005 call0 30 <g>
      1f 901ca0 movi a9, 0x1b0
      22 801190 add a1, a1, a9
      25 01d112 addmi a1, a1, 0x100
      28 f00d ret.n
      g:
      30 f0c112 addi a1, a1, -16
      33 10c112 addi a1, a1, 16
      36 f00d ret.n`;
    expect(boundOf({ set: XTENSA }, frame)).toEqual({ bytes: 32 + 256 + 400 + 16 });
  });

  it("is windows, which its disassembler has no names for, and room for the caller's registers", () => {
    const windows = `
      f:
      10 006136 excw
      13 fffc81 l32r a8, 4 <literal> (30 <g>)
      16 026782 s32i a8, a1, 8
      19 022782 l32i a8, a1, 8
      1c 0008e0 excw
      1f 0004e5 excw
      22 f01d excw
      g:
      30 004136 excw
      33 000090 excw
      h:
      6c 00a136 excw
      6f f01d excw`;
    const image = { set: XTENSA_WINDOWED, words: { 4: 0x30 } };
    const branch = "f:\n10 004136 excw\n13 041076 excw\n16 f01d excw\n1b 0004e5 excw\n1e f01d excw";
    const called = `${branch}\ng:\n68 00a136 excw\n6b f01d excw`;
    expect(boundOf(image, called)).toEqual({ bytes: 32 + 80 + 16 });
    expect(boundOf(image, windows)).toEqual({ bytes: 48 + 80 + 16 });
    expect(boundOf(image, windows.replace("0004e5 excw", "000465 excw"))).toEqual({
      unbounded: "g at 0x64 is no code",
    });
  });
});

/** Of each set: a call of itself, one through a pointer, room that is computed, and a way unknown. */
const UNBOUNDED = [
  ["AVR", AVR, "call 0x10 ; 0x10 <f>", "icall", "out 0x3d, r24", "reti"],
  ["Thumb", THUMB2, "bl 10 <f>", "blx r3", "sub.w sp, sp, r3", "blxns r3"],
  ["RISC-V", RISCV, "jal 10 <f>", "jalr a5", "sub sp,sp,a5", "mret"],
  ["Xtensa", XTENSA, "call0 10 <f>", "callx0 a8", "sub a1, a1, a8", "excw"],
  ["Xtensa's windows", XTENSA_WINDOWED, "call8 10 <f>", "callx8 a8", "movsp a1, a8", "rfe"],
] as const;

describe.each(UNBOUNDED)("%s: no bound", (_, set, call, pointer, room, way) => {
  const through = (instruction: string) =>
    boundOf({ set }, `f:\n10 0000 nop\n12 0000 ${instruction}\n14 0000 ret`);

  it("where a function calls itself, or another that calls it", () => {
    expect(through(call)).toEqual({ unbounded: "f calls itself" });
    const other = call.replaceAll("10", "20").replace("<f>", "<g>");
    const both = `f:\n10 0000 ${other}\n12 0000 ret\ng:\n20 0000 ${call}\n22 0000 ret`;
    expect(boundOf({ set }, both)).toEqual({ unbounded: "f calls itself by g" });
  });

  it("where a pointer is called", () => {
    expect(through(pointer)).toEqual({ unbounded: "f at 0x12 calls through a pointer" });
  });

  it("where room is computed", () => {
    const unbounded = `f at 0x12 changes its stack pointer by "${room}"`;
    expect(through(room)).toEqual({ unbounded });
  });

  it("where no rule knows the way on", () => {
    expect(through(way)).toEqual({ unbounded: `f at 0x12 goes on by "${way}"` });
  });
});

const READS = [
  ["Thumb", THUMB2, "bx lr", "add.w r6, sp, r2, lsl #3"],
  ["Thumb", THUMB2, "bx lr", "sub.w r3, sp, r2, asr #1"],
  ["Thumb", THUMB2, "bx lr", "addeq r0, sp, #4"],
  ["Thumb", THUMB2, "bx lr", "orr.w r4, sp, #4"],
  ["Thumb", THUMB2, "bx lr", "rsb r4, r0, sp"],
  ["Thumb", THUMB2, "bx lr", "cmp sp, r3"],
  ["Thumb", THUMB2, "bx lr", "ldrd r4, r5, [sp, #8]"],
  ["Thumb", THUMB2, "bx lr", "strexh r1, r2, [sp]"],
  ["Thumb", THUMB2, "bx lr", "vldmia sp, {d0-d3}"],
  ["Thumb", THUMB2, "bx lr", "vstmia sp, {s0-s3}"],
  ["Thumb", THUMB2, "bx lr", "pld [sp, #32]"],
  ["RISC-V", RISCV, "ret", "slli a0,sp,0x3"],
  ["RISC-V", RISCV, "ret", "sh3add a0,a1,sp"],
  ["RISC-V", RISCV, "ret", "amoadd.w a0,a1,(sp)"],
  ["Xtensa", XTENSA, "ret.n", "slli a2, a1, 3"],
  ["Xtensa", XTENSA, "ret.n", "subx8 a2, a3, a1"],
  ["Xtensa", XTENSA, "ret.n", "moveqz a2, a1, a3"],
  ["Xtensa's windows", XTENSA_WINDOWED, "retw.n", "sub a2, a3, a1"],
] as const;

describe.each(READS)("%s: the stack stays", (_, set, back, instruction) => {
  it(`where it is read by ${instruction}`, () => {
    const text = `f:\n10 0000 nop\n12 0000 ${instruction}\n14 0000 ${back}`;
    expect(boundOf({ set }, text)).toEqual({ bytes: 0 });
  });
});

it("stays where AVR's frame pointer is compared", () => {
  const comparing = (instruction: string) => `
    f:
    10 cf93 push r28
    12 df93 push r29
    14 00d0 rcall .+0 ; 0x16 <f+0x6>
    16 cdb7 in r28, 0x3d ; 61
    18 deb7 in r29, 0x3e ; 62
    1a 0000 ${instruction}
    1c 2296 adiw r28, 0x02 ; 2
    1e 0fb6 in r0, 0x3f ; 63
    20 f894 cli
    22 debf out 0x3e, r29 ; 62
    24 0fbe out 0x3f, r0 ; 63
    26 cdbf out 0x3d, r28 ; 61
    28 df91 pop r29
    2a cf91 pop r28
    2c 0895 ret`;
  for (const instruction of ["cp r28, r24", "cpc r29, r25", "cpi r28, 0x20", "out 0x05, r28"])
    expect(boundOf({ set: AVR, returnBytes: 2 }, comparing(instruction))).toEqual({ bytes: 6 });
});

const WRITES = [
  "add.w sp, sp, r2, lsl #3",
  "subeq sp, #8",
  "ldr sp, [r3, #0]",
  "ldr.w r3, [sp, #4]!",
  "ldrne.w r3, [sp], #4",
  "strd r0, r1, [sp], #8",
  "stmia sp!, {r0, r1}",
  "vldmdb sp!, {d0-d1}",
];

it.each(WRITES)("is none where Thumb's %s moves it", (instruction) => {
  expect(boundOf({ set: THUMB2 }, `f:\n10 0000 ${instruction}\n14 0000 bx lr`)).toEqual({
    unbounded: `f at 0x10 changes its stack pointer by "${instruction}"`,
  });
});

it("stays where an unnamed instruction of Xtensa's loads from it, not into it", () => {
  const loading = (bits: string) =>
    boundOf({ set: XTENSA_WINDOWED }, `f:\n10 ${bits} excw\n13 f01d excw`);
  expect(loading("00b182")).toEqual({ bytes: 0 });
  expect(loading("00b812")).toEqual({
    unbounded: 'f at 0x10 changes its stack pointer by "unnamed a1, a8"',
  });
});

it("is none where ways meet with different stack, or lead to what is no code", () => {
  const meet = `
    f:
    10 d000 beq.n 14 <f+0x4>
    12 b082 sub sp, #8
    14 4770 bx lr`;
  expect(boundOf({ set: THUMB }, meet)).toEqual({
    unbounded: "f at 0x14 is reached with 0 and with 8 bytes of stack",
  });
  const data = "f:\n10 b082 b.n 14 <f+0x4>\n14 0302 .short 0x0302";
  expect(boundOf({ set: THUMB }, data)).toEqual({ unbounded: "f at 0x14 is no code" });
});
