import type { Problems } from "../../diagnostics/diagnostic.ts";

/** Splits that the IR cannot state. */
type Refused = "lightgbm/categorical-split" | "lightgbm/zero-as-missing";

/** Splits of a refused kind, counted: a model has either none or thousands. */
export class Refusals {
  readonly #found = new Map<Refused, { nodes: number; at: string }>();

  add(code: Refused, at: string): void {
    const found = this.#found.get(code);
    if (found) found.nodes++;
    else this.#found.set(code, { nodes: 1, at });
  }

  /** One diagnostic a kind, at the first split of it. */
  reportTo(problems: Problems): void {
    for (const [code, { nodes, at }] of this.#found) problems.add(code, { nodes }, at);
  }
}
