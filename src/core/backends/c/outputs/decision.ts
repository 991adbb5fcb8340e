import type { Emission } from "../emission.ts";
import type { SumPrinter } from "../sums/sum-printer.ts";
import { functionNames } from "./index.ts";

/** `decision()`: each raw score as a float. */
export function printDecision(emission: Emission, sums: SumPrinter): string {
  const scores = emission.plan.reach.length;
  return emission.engine.render("c/outputs/decision", {
    ...functionNames(emission, sums),
    ...perScore("raw", scores, (sum, score) => sums.asFloat(sum, score)),
  });
}

/** An array filled in a loop where all scores are printed alike, else one statement each. */
export function perScore(
  array: string,
  scores: number,
  expression: (sum: string, score: number) => string,
): { readonly loop: string; readonly values: readonly string[] } {
  const alike = new Set(Array.from({ length: scores }, (_, score) => expression("sum[k]", score)));
  if (alike.size === 1) return { loop: [...alike][0]!, values: [] };
  return {
    loop: "",
    values: Array.from(
      { length: scores },
      (_, score) => `${array}[${score}] = ${expression(`sum[${score}]`, score)};`,
    ),
  };
}
