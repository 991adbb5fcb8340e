import type { Head, ValueLink } from "../ir/model.ts";
import type { CostTable } from "../targets/target.ts";
import type { AverageHead } from "./heads/average.ts";
import { isExponential } from "./heads/probabilities.ts";
import type { OutputsWanted } from "./plan.ts";

/** What is added to a package, and to one prediction. */
export interface AddedCost {
  readonly flash: number;
  readonly count: number;
  readonly stack: number;
}

/** A call more in the chain: return address and saved registers, as gcc reports them on all cores. */
export const FRAME = 24;

const NOTHING: AddedCost = { flash: 0, count: 0, stack: 0 };

/** Links of values, in exponentials of classes: bytes and count; measured with gcc on AVR and Arm. */
const LINKS: Readonly<Record<ValueLink["kind"], readonly [flash: number, count: number]>> = {
  identity: [0, 0],
  exp: [1, 1.3],
  sigmoid: [1.2, 2.2],
  log1pexp: [1.3, 4],
  "signed-square": [0.4, 0.5],
  step: [0.05, 0.05],
};

/** What outputs take of their scores; only those of `predict` count for a prediction. */
export function priceHead(
  head: Head | AverageHead,
  { outputs, scores }: { readonly outputs: OutputsWanted; readonly scores: number },
  { fixed: { exponential } }: CostTable,
): AddedCost {
  const [flash, count] = exponential;
  switch (head.kind) {
    case "average":
    case "values": {
      const kinds = head.links.map(({ kind }) => kind).filter((kind) => kind !== "identity");
      const sum = (list: Iterable<ValueLink["kind"]>, of: 0 | 1) =>
        [...list].reduce((total, kind) => total + LINKS[kind][of], 0);
      return {
        flash: flash * sum(new Set(kinds), 0),
        count: count * sum(kinds, 1),
        stack: kinds.length > 0 ? 2 * FRAME : 0,
      };
    }
    case "choices":
      return NOTHING;
    case "anomaly":
      return outputs === "all" || outputs === "decision"
        ? { flash, count: 0, stack: FRAME }
        : NOTHING;
    default: {
      const linked = head.kind === "blend" ? head.how === "soft" : isExponential(head);
      const wanted = outputs === "all" || outputs === "probability";
      return linked && wanted ? { flash, count: 0, stack: 4 * scores + FRAME } : NOTHING;
    }
  }
}
