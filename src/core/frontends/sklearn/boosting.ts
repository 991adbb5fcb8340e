import { fail } from "../../diagnostics/diagnostic.ts";
import type { Head } from "../../ir/model.ts";
import { type Fitted, pathOf, textOf } from "./fitted.ts";

/** A fitted boosting model on its way to a forest. */
export interface Boosting {
  readonly fitted: Fitted;
  readonly head: Head;
  /** Raw scores, one tree each an iteration. */
  readonly scores: number;
}

/** The loss, which must be one of `known`: the first is advised instead of another. */
export function lossOf(fitted: Fitted, known: readonly string[]): string {
  const loss = textOf(fitted, "loss");
  if (loss !== undefined && known.includes(loss)) return loss;
  const facts = {
    what: `loss=${loss ?? "(none)"} of ${fitted.className}`,
    advice: `train with loss="${known[0]}"`,
  };
  fail("sklearn/unsupported-option", facts, { at: pathOf(fitted, "loss") });
}
