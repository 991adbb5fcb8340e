import type { Effect, InstructionSet, Operands, Rule } from "./instruction-set.ts";

/** The instructions of an image by their addresses. */
export interface Listing {
  /** What the instruction at an address does; undefined where there is none. */
  at(address: number): Step | undefined;
  readonly addresses: readonly number[];
}

/** One instruction, or several that make one idiom. */
export interface Step {
  readonly text: string;
  /** Where the code goes on; undefined at the listing's end. */
  readonly next: number | undefined;
  readonly effects: readonly Effect[];
  readonly operands: Operands;
}

interface Line {
  readonly address: number;
  /** In the text of all. */
  readonly start: number;
}

/**
 * Reads what GNU's objdump prints (-d -w -z). Of its comments the address stays that an operand
 * means: "rjmp .+16 -> 307c".
 */
export function readListing(printed: string, set: InstructionSet): Listing {
  const lines: Line[] = [];
  const texts: string[] = [];
  let start = 0;
  for (const line of printed.split("\n")) {
    const found = /^ *([0-9a-f]+):\t([0-9a-f ]+?) *\t(.*)$/.exec(line);
    if (found === null) continue;
    const address = Number.parseInt(found[1]!, 16);
    const bits = found[2]!.replaceAll(" ", "");
    const named = UNNAMED.test(found[3]!) ? set.name?.(bits, address) : undefined;
    const text = named ?? plainText(found[3]!);
    lines.push({ address, start });
    texts.push(text);
    start += text.length + 1;
  }
  const source = texts.map((text) => `${text}\n`).join("");
  const numbers = new Map(lines.map(({ address }, i) => [address, i]));
  const rules = set.rules.map(([pattern, effects, constants]: Rule) => ({
    pattern: new RegExp(`(?:${pattern.source})\\n`, `y${pattern.flags}`),
    effects: [effects].flat(),
    constants,
  }));
  return {
    addresses: lines.map(({ address }) => address),
    at(address) {
      const number = numbers.get(address);
      if (number === undefined) return undefined;
      const text = texts[number]!;
      for (const { pattern, effects, constants } of rules) {
        pattern.lastIndex = lines[number]!.start;
        const match = pattern.exec(source);
        if (match === null) continue;
        const own = match[0].trimEnd().split("\n");
        const next = lines[number + own.length]?.address;
        return {
          text: own.join("; "),
          next,
          effects,
          operands: { ...constants, ...match.groups },
        };
      }
      return { text, next: lines[number + 1]?.address, effects: ["change"], operands: {} };
    },
  };
}

/** What Xtensa's disassembler prints of an instruction that its core has not. */
const UNNAMED = /^(?:excw|ill|\.byte)/;

function plainText(printed: string): string {
  const [text = "", comment = ""] = printed.replace(/\t/g, " ").split(/ *[;@] | +# /);
  const meant = /(?:0x)?([0-9a-f]+) </.exec(comment)?.[1];
  const plain = text
    .replace(/ *<[^>]*>.*$/, "")
    .replace(/ +/g, " ")
    .trim();
  return meant === undefined ? plain : `${plain} -> ${meant}`;
}
