import { ENCODINGS } from "../encodings/encoding.ts";
import { rankWidth } from "../encodings/rank.ts";
import type { TestForest } from "../test-forest.ts";
import { type CostInput, isKeyed, testedInput } from "./input.ts";
import { type Quantity, quantity } from "./terms.ts";

/** Bytes from the start of the values that short loads reach. */
const NEAR_BYTES = 60;
/** The same where short loads count in words. */
const NEAR_WORDS = 128;

/** Trees, but for those that are another again, which compilers keep once. */
export function differentTrees({
  roots,
  end,
  isLeaf,
  slot,
  cut,
  payload,
}: TestForest): readonly number[] {
  const seen = new Set<string>();
  return Array.from(roots.keys()).filter((tree) => {
    const [from, to] = [roots[tree]!, end[tree]!];
    const text = [isLeaf, slot, cut, payload]
      .map((each) => each.subarray(from, to).join())
      .join(";");
    const before = seen.size;
    return seen.add(text).size > before;
  });
}

function* nodesOf({ roots, end }: TestForest, trees: readonly number[]): Generator<number> {
  for (const tree of trees) for (let node = roots[tree]!; node < end[tree]!; node++) yield node;
}

export function countSplits(input: CostInput, trees: readonly number[]) {
  const { forest, slots, encoding } = input;
  const { operand } = ENCODINGS[encoding];
  const width = valueBytes(input);
  const prepared = isPrepared(input);
  const longOnes = new Set<number>();
  const nearOnes = new Set<number>();
  const floats = new Set<number>();
  const counts = {
    splits: 0,
    setTests: 0,
    near: 0,
    long: 0,
    low: 0,
    distant: 0,
    distantWord: 0,
    bytes: 0,
  };
  for (const node of nodesOf(forest, trees)) {
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
          if (counts.splits % POOL === 0) nearOnes.clear();
          if (!nearOnes.has(constant)) counts.near++;
          nearOnes.add(constant);
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

/** Splits whose constants lie together, where loads reach no farther. */
const POOL = 16;

/** Splits after which branches and loads reach from some of a function's to others no more. */
const BEYOND = {
  "branches.beyond": 16,
  "branches.beyond.further": 120,
  "branches.beyond.all": 1000,
} as const;
/** The same of a tree alone: compilers put trees into one function until it is large. */
const TREE_BEYOND = { "branches.tree.beyond": 16, "branches.tree.beyond.further": 120 } as const;

export function beyondTerms(forest: TestForest, trees: readonly number[]): readonly Quantity[] {
  const splits = trees.map((tree) => (forest.end[tree]! - forest.roots[tree]! - 1) / 2);
  const all = splits.reduce((sum, own) => sum + own, 0);
  const beyond = (sizes: readonly number[], limit: number) =>
    sizes.reduce((sum, size) => sum + Math.max(0, size - limit), 0);
  return [
    ...keysOf(BEYOND).map((term) => quantity(term, beyond([all], BEYOND[term]))),
    ...keysOf(TREE_BEYOND).map((term) => quantity(term, beyond(splits, TREE_BEYOND[term]))),
  ];
}

/** Splits that a branch skips, as far as short ones reach on small cores, and on larger ones. */
const FAR = { "branches.far": 5, "branches.farther": 16 } as const;

/** Splits whose right side is far off: behind many splits of their left side. */
export function farTerms(forest: TestForest, trees: readonly number[]): readonly Quantity[] {
  const below = new Int32Array(forest.isLeaf.length);
  const far = { "branches.far": 0, "branches.farther": 0 };
  for (const node of [...nodesOf(forest, trees)].reverse()) {
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

export function isPrepared(input: CostInput): boolean {
  return input.encoding === "rank" || isKeyed(input);
}

function valueBytes(input: CostInput): number {
  if (input.encoding === "rank") return rankWidth(input.slots);
  return { i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, f32: 4 }[testedInput(input).type];
}

/** Compilers join a tree's leaves that return the same. */
export function countLeaves(forest: TestForest, trees: readonly number[]) {
  const counts = { all: 0, distinct: 0, distinct16: 0, distinct32: 0 };
  for (const tree of trees) {
    const payloads = new Set<number>();
    for (const node of nodesOf(forest, [tree])) {
      if (!forest.isLeaf[node]) continue;
      counts.all++;
      payloads.add(forest.payload[node]!);
    }
    counts.distinct += payloads.size;
    for (const payload of payloads) {
      if (payload > 0xffff && isLong(payload)) counts.distinct32++;
      else if (payload > 0xff) counts.distinct16++;
    }
  }
  return counts;
}
