import { ENCODINGS } from "../encodings/encoding.ts";
import { rankWidth } from "../encodings/rank.ts";
import { type CostInput, isKeyed, testedInput, type Visits } from "./input.ts";
import { type Quantity, quantity, type Term } from "./terms.ts";

/** Bytes from the start of the values that short loads reach. */
const NEAR_BYTES = 60;
/** The same where short loads count in words. */
const NEAR_WORDS = 128;

export function branchTerms(input: CostInput, { cuts, sets }: Visits): readonly Quantity[] {
  const { forest, leaves } = input;
  const trees = forest.roots.length;
  const { splits, setTests, long, low, literals, floats, distant, distantWord, bytes } =
    countSplits(input);
  const prepared = isPrepared(input);
  const { all, distinct } = countLeaves(input);
  const wideLeaf = leaves.maxPayload > 0xffff;
  const middleLeaf = !wideLeaf && leaves.maxPayload > 0xff;
  return [
    quantity("branches", 1, 1),
    quantity(splitTerm(input), splits, cuts),
    quantity("branches.set", setTests, sets),
    quantity("branches.long", long),
    quantity("branches.literal", literals),
    quantity("branches.float-literal", floats),
    quantity("branches.distant", prepared ? 0 : distant),
    quantity("branches.distant.word", prepared ? 0 : distantWord),
    quantity("branches.distant.prepared", prepared ? distant : 0),
    quantity("branches.bytes", bytes),
    quantity("branches.low", low),
    quantity("branches.large", splits >= LARGE ? splits : 0),
    ...farTerms(input),
    quantity("branches.leaf16", middleLeaf ? all : 0),
    quantity("branches.leaf32", wideLeaf ? all : 0),
    quantity("branches.distinct", distinct),
    quantity("branches.distinct16", middleLeaf ? distinct : 0),
    quantity("branches.distinct32", wideLeaf ? distinct : 0),
    quantity("branches.tree", trees, trees),
    quantity("branches.placed", placedTrees(input)),
    quantity(addTerm(input), trees),
  ];
}

function splitTerm(input: CostInput): Term {
  const { type, missing } = testedInput(input);
  switch (input.encoding) {
    case "bits":
      if (missing === "finite") return "branches.bits";
      return isKeyed(input) ? "branches.keyed" : "branches.key";
    case "integer": {
      const bits = { i8: 8, u8: 8, i16: 16, u16: 16, i32: 32, f32: 32 } as const;
      return `branches.integer${bits[type]}`;
    }
    default:
      return `branches.${input.encoding}`;
  }
}

function addTerm({ sum, leaves }: CostInput): Term {
  switch (sum.kind) {
    case "integer":
      if (leaves.stride > 1) return "branches.add.vector";
      return leaves.kind === "inline" ? "branches.add.inline" : "branches.add.pool";
    case "real":
      return sum.type === "f32" ? "branches.add.real32" : "branches.add.real64";
    default:
      return `branches.add.${sum.kind}`;
  }
}

function countSplits(input: CostInput) {
  const { forest, slots, encoding } = input;
  const { operand } = ENCODINGS[encoding];
  const width = valueBytes(input);
  const prepared = isPrepared(input);
  const longOnes = new Set<number>();
  const floats = new Set<number>();
  const counts = { splits: 0, setTests: 0, long: 0, low: 0, distant: 0, distantWord: 0, bytes: 0 };
  for (let node = 0; node < forest.isLeaf.length; node++) {
    if (forest.isLeaf[node]) continue;
    const at = forest.slot[node]!;
    const slot = slots[at]!;
    if (slot.sets) counts.setTests++;
    else {
      counts.splits++;
      const constant = operand(slot, forest.cut[node]!);
      if (encoding === "float") floats.add(constant);
      if (encoding === "bits" || encoding === "integer") {
        counts.bytes += nonZeroBytes(constant);
        if ((constant & 0xfff) !== 0) counts.low++;
        if (isLong(constant)) {
          counts.long++;
          longOnes.add(constant);
        }
      }
    }
    const offset = (prepared ? at : slot.feature) * width;
    if (offset >= NEAR_BYTES) counts.distant++;
    if (offset >= NEAR_WORDS) counts.distantWord++;
  }
  return { ...counts, literals: longOnes.size, floats: floats.size };
}

/** Whether a constant's bits, from the first to the last that is set, are more than eight. */
function isLong(constant: number): boolean {
  const bits = Math.abs(constant);
  return bits !== 0 && bits / (bits & -bits) > 0xff;
}

/** Bytes of a constant below its highest that are not 0, which small cores compare on their own. */
function nonZeroBytes(constant: number): number {
  return [0, 8, 16].filter((shift) => ((constant >> shift) & 0xff) !== 0).length;
}

/** Splits from which on a function is too large for short branches and loads. */
const LARGE = 120;

/** Splits that a branch skips, as far as short ones reach on small cores, and on larger ones. */
const FAR = { "branches.far": 5, "branches.farther": 16 } as const;

/** Splits whose right side is far off: behind many splits of their left side. */
function farTerms({ forest }: CostInput): readonly Quantity[] {
  const below = new Int32Array(forest.isLeaf.length);
  const far = { "branches.far": 0, "branches.farther": 0 };
  for (let node = forest.isLeaf.length - 1; node >= 0; node--) {
    if (forest.isLeaf[node]) continue;
    const left = below[forest.left[node]!]!;
    below[node] = 1 + left + below[forest.right[node]!]!;
    for (const term of keysOf(FAR)) if (left >= FAR[term]) far[term]++;
  }
  return keysOf(FAR).map((term) => quantity(term, far[term]));
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(record) as K[];
}

function isPrepared(input: CostInput): boolean {
  return input.encoding === "rank" || isKeyed(input);
}

function valueBytes(input: CostInput): number {
  if (input.encoding === "rank") return rankWidth(input.slots);
  return { i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, f32: 4 }[testedInput(input).type];
}

/** Compilers join a tree's leaves that return the same. */
function countLeaves({ forest }: CostInput): { readonly all: number; readonly distinct: number } {
  let all = 0;
  let distinct = 0;
  forest.roots.forEach((root, tree) => {
    const payloads = new Set<number>();
    for (let node = root; node < forest.end[tree]!; node++) {
      if (!forest.isLeaf[node]) continue;
      all++;
      payloads.add(forest.payload[node]!);
    }
    distinct += payloads.size;
  });
  return { all, distinct };
}

/** Trees that add to another score than the first. */
function placedTrees({ sum }: CostInput): number {
  return "firstScore" in sum
    ? sum.firstScore.reduce((count, at) => count + (at > 0 ? 1 : 0), 0)
    : 0;
}
