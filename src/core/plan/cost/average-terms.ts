import { isLinked } from "../../ir/model.ts";
import type { AverageHead } from "../heads/average.ts";
import type { SumPlan } from "../plan.ts";
import { linkTerms } from "./link-terms.ts";
import { part, type Quantity, quantity } from "./terms.ts";

/** An average in reals, and the outputs that are taken of it. */
export function averageTerms(head: AverageHead, sum: SumPlan): readonly Quantity[] {
  const { links, terms, labels } = head;
  const outputs = terms.length;
  const all = terms.flat().length;
  return [
    quantity("average", 1, 1),
    quantity("average.term", inLoop(head) ? terms[0]!.length : all, all),
    quantity("average.output", inLoop(head) ? 1 : outputs, outputs),
    part("average.class", labels !== undefined, labels ? outputs : 0),
    ...linkTerms(links, sum),
  ];
}

/** Whether all outputs add up alike, which is then printed once. */
function inLoop({ links, terms }: AverageHead): boolean {
  return (
    terms.length > 1 &&
    !links.some(isLinked) &&
    new Set(terms.map((own) => own.map(({ weight }) => weight).join())).size === 1
  );
}
