import {
  beyondTerms,
  countLeaves,
  countSplits,
  differentTrees,
  farTerms,
  isPrepared,
} from "./branch-counts.ts";
import { type CostInput, isKeyed, testedInput, type Visits } from "./input.ts";
import { libraryTerms } from "./library-terms.ts";
import { type Quantity, quantity, type Term } from "./terms.ts";

export function branchTerms(input: CostInput, { cuts, sets }: Visits): readonly Quantity[] {
  const { forest, leaves } = input;
  const trees = forest.roots.length;
  const different = differentTrees(forest);
  const { splits, setTests, long, low, literals, near, floats, distant, distantWord, bytes } =
    countSplits(input, different);
  const prepared = isPrepared(input);
  const { all, distinct, distinct16, distinct32 } = countLeaves(forest, different);
  const wideLeaf = leaves.maxPayload > 0xffff;
  const middleLeaf = !wideLeaf && leaves.maxPayload > 0xff;
  return [
    quantity("branches", 1, 1),
    quantity(splitTerm(input), splits, cuts),
    quantity("branches.set", setTests, sets),
    quantity("branches.long", long),
    quantity("branches.literal", literals),
    quantity("branches.literal.near", near),
    quantity("branches.float-literal", floats),
    ...libraryTerms("f32", { below: input.encoding === "float" }),
    quantity("branches.distant", prepared ? 0 : distant),
    quantity("branches.distant.word", prepared ? 0 : distantWord),
    quantity("branches.distant.prepared", prepared ? distant : 0),
    quantity("branches.bytes", bytes),
    quantity("branches.low", low),
    ...beyondTerms(forest, different),
    ...farTerms(forest, different),
    quantity("branches.leaf16", middleLeaf ? all : 0),
    quantity("branches.leaf32", wideLeaf ? all : 0),
    quantity("branches.distinct", distinct),
    quantity("branches.distinct16", distinct16),
    quantity("branches.distinct32", distinct32),
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

/** Trees that add to another score than the first. */
function placedTrees({ sum }: CostInput): number {
  return "firstScore" in sum
    ? sum.firstScore.reduce((count, at) => count + (at > 0 ? 1 : 0), 0)
    : 0;
}
