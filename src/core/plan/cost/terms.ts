/**
 * What an estimate is a sum of: each thing that a package may have. Every core has a weight for
 * each (`costs.weights` in targets/cores/<core>.json), which `npm run costs` measures.
 */
export const TERMS = [
  // Every package, and what the type of the inputs adds.
  ...["package", "inputs.float", "api.several", "constant"],
  // If/else trees: splits by what they compare, leaves by their width, what adds them.
  ...[
    "branches",
    "branches.bits",
    "branches.key",
    "branches.keyed",
    "branches.float",
    "branches.rank",
  ],
  ...["branches.integer8", "branches.integer16", "branches.integer32", "branches.set"],
  ...["branches.long", "branches.literal", "branches.literal.near", "branches.float-literal"],
  ...[
    "branches.distant",
    "branches.distant.word",
    "branches.distant.prepared",
    "branches.bytes",
    "branches.low",
    "branches.beyond",
    "branches.beyond.further",
    "branches.beyond.all",
    "branches.tree.beyond",
    "branches.tree.beyond.further",
    "branches.far",
    "branches.farther",
  ],
  ...[
    "branches.leaf16",
    "branches.leaf32",
    "branches.distinct",
    "branches.distinct16",
    "branches.distinct32",
  ],
  ...["branches.tree", "branches.placed", "branches.add.inline", "branches.add.pool"],
  ...["branches.add.vector", "branches.add.real32", "branches.add.real64"],
  ...["branches.add.vote", "branches.add.median"],
  // The walker of packed trees, by what it compares.
  ...["packed", "packed.bits", "packed.key", "packed.float", "packed.rank", "packed.integer"],
  ...["packed.set", "packed.word32", "packed.slotted", "packed.rounds", "packed.placed"],
  // What is made of the features first: keys, or ranks by a search.
  ...["keys", "keys.slot", "keys.indirect", "keys.two-sided"],
  ...["rank", "rank.float", "rank.slot", "rank.step", "rank.indirect", "rank.two-sided"],
  // Sums: how a leaf is added, what the sums start at, what follows the last leaf.
  ...["sum.inline", "sum.pool", "sum.vector", "sum.real32", "sum.real64", "sum.vector-real"],
  ...["sum.vote", "sum.median", "sum.weighted", "sum.shift"],
  ...["start.integer", "start.real32", "start.real64", "finish.loop"],
  ...["linear", "linear.float", "linear.flush", "linear.term"],
  ...["linear.columns", "linear.operation"],
  // The trainer's arithmetic, function by function.
  ...[
    "real32",
    "real32.add",
    "real32.finish",
    "real32.multiply",
    "real32.multiply.whole",
    "real32.multiply.shared",
    "real32.divide",
    "real32.divide.whole",
    "real32.divide.shared",
    "real32.infinite",
    "real32.both",
    "real32.unpack",
  ],
  ...["real32.compare", "real32.float", "real32.distance", "real32.widen"],
  ...[
    "real64",
    "real64.add",
    "real64.finish",
    "real64.multiply",
    "real64.multiply.whole",
    "real64.multiply.shared",
    "real64.divide",
    "real64.divide.whole",
    "real64.divide.shared",
    "real64.infinite",
    "real64.both",
    "real64.unpack",
  ],
  ...["real64.compare", "real64.float", "real64.distance", "real64.widen"],
  ...["library32.add", "library32.subtract", "library32.multiply", "library32.divide"],
  ...["library32.compare", "library32.above", "library32.below"],
  ...["library64.add", "library64.subtract", "library64.multiply", "library64.divide"],
  ...["library64.compare", "library64.above", "library64.below"],
  // Outputs.
  ...["names", "names.copy", "argmax", "argmax.score", "threshold", "decision"],
  ...["value", "values", "values.each", "values.sort", "values.shift"],
  ...[
    "float",
    "float.unsigned",
    "float.scaled",
    "exponential",
    "probability",
    "probability.softmax",
  ],
  ...["probability.sigmoid", "probability.sigmoids", "probability.identity"],
  ...["probability.complement", "probability.step", "probability.real32", "probability.real64"],
  ...["link.exp", "link.sigmoid", "link.log1pexp", "link.signed-square", "link.factor"],
  ...[
    "link.step",
    "link.power",
    "link.float-of",
    "link.ratio",
    "link.real32",
    "link.real64",
    "anomaly",
  ],
  ...["average", "average.term", "average.output", "average.class", "choices", "choices.each"],
  ...["blend.soft", "blend.hard", "blend.member", "blend.add", "blend.largest"],
  ...["member.sigmoid", "member.softmax", "member.identity"],
  // Steps that mix columns.
  ...[
    "mixing",
    "mixing.column",
    "mixing.l1",
    "mixing.l1.column",
    "mixing.l2",
    "mixing.l2.column",
    "mixing.max",
    "mixing.max.column",
    "mixing.add",
  ],
  ...["mixing.multiply", "mixing.divide", "mixing.clip", "mixing.impute"],
] as const;

export type Term = (typeof TERMS)[number];

/** How often one prediction passes a thing: as a rule, and at most. */
export interface Passes {
  readonly typical: number;
  readonly most: number;
}

/** How often a thing stands in the code, and is passed. */
export interface Quantity extends Passes {
  readonly term: Term;
  readonly present: number;
}

/** `present` times in the code; each prediction passes it `passes` times in all. */
export function quantity(term: Term, present: number, passes: number | Passes = 0): Quantity {
  const range = typeof passes === "number" ? { typical: passes, most: passes } : passes;
  return { term, present, ...range };
}

/** In the code or not. */
export function part(term: Term, there: boolean, passes: number | Passes = 0): Quantity {
  return quantity(term, there ? 1 : 0, there ? passes : 0);
}
