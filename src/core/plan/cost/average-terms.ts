import { type AverageHead, addsAlike } from "../heads/average.ts";
import type { SumPlan } from "../plan.ts";
import { linkTerms } from "./link-terms.ts";
import { part, type Quantity, quantity } from "./terms.ts";

/** An average in reals, and the outputs that are taken of it. */
export function averageTerms(head: AverageHead, sum: SumPlan): readonly Quantity[] {
  const { links, terms, labels } = head;
  const outputs = terms.length;
  const all = terms.flat().length;
  const loop = addsAlike(head);
  return [
    quantity("average", 1, 1),
    quantity("average.term", loop ? terms[0]!.length : all, all),
    quantity("average.output", loop ? 1 : outputs, outputs),
    part("average.class", labels !== undefined, labels ? outputs : 0),
    ...linkTerms(links, sum),
  ];
}
