import { AVRTimer, AVRUSART, avrInstruction, CPU, timer0Config, usart0Config } from "avr8js";

export type AvrBoard = "uno" | "mega2560";

/** What a board's part differs in: memories, and interrupt vectors as word addresses. */
const PARTS = {
  uno: { flash: 0x8000, ram: 2048, timer0: {}, usart0: {} },
  mega2560: {
    flash: 0x40000,
    ram: 0x2100,
    timer0: { compAInterrupt: 0x2a, compBInterrupt: 0x2c, ovfInterrupt: 0x2e },
    usart0: {
      rxCompleteInterrupt: 0x32,
      dataRegisterEmptyInterrupt: 0x34,
      txCompleteInterrupt: 0x36,
    },
  },
} as const;

const CLOCK_HZ = 16_000_000;
const SLEEP = 0x9588;
const INTERRUPTS_ON = 0x80;

export interface AvrRun {
  /** What came out of the first serial port. */
  readonly serial: string;
  readonly cycles: number;
  readonly end: "until" | "sleep" | "cycle limit";
}

/**
 * Runs a firmware (Intel HEX) on an emulated board: until the serial output matches, the part
 * sleeps with interrupts off, or the cycles are used up.
 */
export function runOnAvr(
  hex: string,
  board: AvrBoard,
  { until, cycleLimit = 400_000_000 }: { readonly until?: RegExp; readonly cycleLimit?: number },
): AvrRun {
  const part = PARTS[board];
  const program = new Uint8Array(part.flash);
  loadHex(hex, program);
  const cpu = new CPU(new Uint16Array(program.buffer), part.ram);
  new AVRTimer(cpu, { ...timer0Config, ...part.timer0 });
  const usart = new AVRUSART(cpu, { ...usart0Config, ...part.usart0 }, CLOCK_HZ);
  let serial = "";
  let matched = false;
  usart.onByteTransmit = (byte) => {
    serial += String.fromCharCode(byte);
    matched = until?.test(serial) ?? false;
  };
  const finish = (end: AvrRun["end"]): AvrRun => ({ serial, cycles: cpu.cycles, end });
  while (cpu.cycles < cycleLimit) {
    if (cpu.progMem[cpu.pc] === SLEEP && (cpu.SREG & INTERRUPTS_ON) === 0) return finish("sleep");
    avrInstruction(cpu);
    cpu.tick();
    if (matched) return finish("until");
  }
  return finish("cycle limit");
}

/** Intel HEX: data (0), end (1), and the two kinds of base address (2 and 4). */
function loadHex(hex: string, memory: Uint8Array): void {
  let base = 0;
  for (const line of hex.split(/\r?\n/)) {
    if (!line.startsWith(":")) continue;
    const bytes = Uint8Array.from(line.slice(1).match(/../g) ?? [], (pair) => parseInt(pair, 16));
    const [count = 0, high = 0, low = 0, kind = 0] = bytes;
    const data = bytes.subarray(4, 4 + count);
    if (kind === 0) memory.set(data, base + high * 256 + low);
    else if (kind === 2) base = (data[0]! * 256 + data[1]!) * 16;
    else if (kind === 4) base = (data[0]! * 256 + data[1]!) * 65536;
  }
}
