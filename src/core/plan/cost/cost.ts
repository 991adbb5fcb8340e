import type { CostTable } from "../../targets/target.ts";
import { packedShape } from "../layouts/packed.ts";
import { branchTerms } from "./branch-terms.ts";
import { constantBytes } from "./constant-bytes.ts";
import type { CostInput, Visits } from "./input.ts";
import { mixingTerms } from "./mixing-terms.ts";
import { constantTerms, outputTerms } from "./output-terms.ts";
import { packedTerms } from "./packed-terms.ts";
import { prepareTerms } from "./prepare-terms.ts";
import { stackBytes } from "./stack.ts";
import { sumTerms } from "./sum-terms.ts";
import { type Passes, type Quantity, TERMS, type Term } from "./terms.ts";

/** An estimate; bytes, and executed instructions or cycles as the core's table counts. */
export interface Cost {
  readonly flash: number;
  readonly ram: number;
  readonly stack: number;
  /** One prediction: over training's paths, and the longest path through every tree. */
  readonly meanCount: number;
  readonly worstCount: number;
  readonly unit: CostTable["unit"];
}

/** A package in numbers, without weights: what weights are fitted to, and estimates made of. */
export interface Quantities {
  /** Bytes of tables. */
  readonly constants: number;
  /** How often each thing stands in the code. */
  readonly present: ReadonlyMap<Term, number>;
  readonly passed: ReadonlyMap<Term, Passes>;
}

const SHARED: ReadonlySet<Term> = new Set(["float", "float.unsigned", "exponential"]);

/** A helper of a library is there once, whoever calls it. */
const ONCE: ReadonlySet<Term> = new Set(
  TERMS.filter((term) => term.startsWith("library") || SHARED.has(term)),
);

export function quantitiesOf(input: CostInput, visits: Visits): Quantities {
  const shape = input.layout === "packed" ? packedShape(input) : undefined;
  const list: readonly Quantity[] = isConstant(input)
    ? constantTerms(input)
    : [
        ...outputTerms(input),
        ...(shape ? packedTerms(input, visits, shape) : branchTerms(input, visits)),
        ...prepareTerms(input),
        ...sumTerms(input),
        ...mixingTerms(input),
      ];
  const present = new Map<Term, number>();
  const passed = new Map<Term, Passes>();
  for (const { term, present: times, typical, most } of list) {
    const before = passed.get(term) ?? { typical: 0, most: 0 };
    const sum = (present.get(term) ?? 0) + times;
    present.set(term, ONCE.has(term) ? Math.min(1, sum) : sum);
    passed.set(term, { typical: before.typical + typical, most: before.most + most });
  }
  return { constants: constantBytes(input, shape), present, passed };
}

/** Whether compilers know the scores; they do not follow the arithmetic of reals. */
function isConstant({ slots, sum }: CostInput): boolean {
  return slots.length === 0 && sum.kind !== "real";
}

/** The whole package as a core's table prices it. */
export function priceCandidate(input: CostInput, visits: Visits, costs: CostTable): Cost {
  const { constants, present, passed } = quantitiesOf(input, visits);
  let flash = constants;
  let meanCount = 0;
  let worstCount = 0;
  for (const [term, times] of present) flash += costs.weights[term][0] * times;
  for (const [term, { typical, most }] of passed) {
    meanCount += costs.weights[term][1] * typical;
    worstCount += costs.weights[term][2] * most;
  }
  return {
    flash: Math.round(flash),
    ram: 0,
    stack: Math.round(stackBytes(input, costs)),
    meanCount: Math.round(meanCount),
    worstCount: Math.ceil(worstCount),
    unit: costs.unit,
  };
}
