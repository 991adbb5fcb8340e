/**
 * The text of an instruction that LX106's disassembler has no name for: of register windows, of the
 * FPU and of other options. Where only the register that it writes matters, that is all of the text.
 */
export function nameWindowed(bits: string, address: number): string | undefined {
  if (bits === "f01d") return "retw.n";
  if (bits.length !== 6) return undefined;
  const word = Number.parseInt(bits, 16);
  const field = (at: number) => (word >> at) & 15;
  const [op0, t, s, r, op1, op2] = [0, 4, 8, 12, 16, 20].map(field) as Fields;
  const window = 4 * (t & 3);
  if (op0 === 5 && window > 0) {
    // Eighteen bits, signed, of words behind this one.
    const target = (address & ~3) + ((word << 8) >> 14) * 4 + 4;
    return `call${window} ${target.toString(16)}`;
  }
  if ((word & 0xff) === 0x36) return `entry a${s}, ${8 * (word >> 12)}`;
  if ((word & 0xff) === 0x76) return wayOf(r, s, address + 4, word >> 16);
  if (op0 === 3) return r === 0 || r === 4 ? "float" : `unnamed a${s}`;
  // Of memory into t; of two factors, with s a pointer that may move.
  if (op0 === 2) return `unnamed a${t}, a${s}`;
  if (op0 === 4) return `unnamed a${s}, a${t}`;
  if (op0 !== 0) return undefined;
  if (word === 0x000090) return "retw";
  if (word >> 12 === 0 && t >> 2 === 3 && window > 0) return `callx${window} a${s}`;
  if (word >> 12 === 1) return `movsp a${t}, a${s}`;
  const float = op1 === 10 || op1 === 11;
  return float && !(op1 === 10 && TO_INTEGER.includes(op2)) ? "float" : `unnamed a${r}`;
}

/** A branch by a condition of floats, or a loop to an end. */
function wayOf(kind: number, register: number, from: number, bytes: number): string | undefined {
  if (kind <= 1) return `bt b${register}, ${(from + ((bytes << 24) >> 24)).toString(16)}`;
  return kind >= 8 && kind <= 10 ? `loop a${register}, ${(from + bytes).toString(16)}` : undefined;
}

type Fields = [op0: number, t: number, s: number, r: number, op1: number, op2: number];

/** round.s, trunc.s, floor.s, ceil.s, utrunc.s, rfr. */
const TO_INTEGER: readonly number[] = [8, 9, 10, 11, 14, 15];
