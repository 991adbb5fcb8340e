import { isLinked } from "../../../ir/model.ts";
import { apiOf } from "../../../plan/api.ts";
import { type AverageHead, type AverageTerm, addsAlike } from "../../../plan/heads/average.ts";
import type { Emission } from "../emission.ts";
import { realConstant } from "../sums/real-view.ts";
import type { SumPrinter } from "../sums/sum-printer.ts";
import { functionNames } from "./index.ts";
import { linkFunctions } from "./values.ts";

/** The average in reals, and the outputs that are taken of it. */
export function printAverage(
  emission: Emission,
  head: AverageHead,
  sums: SumPrinter,
): readonly string[] {
  const { engine, plan } = emission;
  const names = functionNames(emission, sums);
  const { functions, expressionOf } = linkFunctions(emission, head.links, sums);
  const p = names.p;
  const realOf = (sum: string, score: number) =>
    isLinked(head.links[score]!) ? `${p}_widen(${expressionOf(sum, score)})` : sum;
  const view = {
    ...names,
    blendType: sums.type,
    outputs: String(head.terms.length),
    isMore: sums.isGreater("blend[k]", "blend[best]"),
    asFloat: sums.asFloat("blend[k]", 0),
    value: sums.asFloat("blend[0]", 0),
    single: head.terms.length === 1,
  };
  const average = engine.render("c/outputs/average", {
    ...view,
    ...statements(emission, head, realOf),
  });
  if (!head.labels)
    return [...functions, average, engine.render("c/outputs/predict-average", view)];
  return [
    ...functions,
    average,
    engine.render("c/outputs/predict-blend", view),
    ...(apiOf(plan).probability ? [engine.render("c/outputs/probability-blend", view)] : []),
  ];
}

/** One loop where every output adds up alike, else each output's statements. */
function statements(
  emission: Emission,
  head: AverageHead,
  realOf: (sum: string, score: number) => string,
) {
  const { type, terms, divisor } = head;
  const p = emission.prefix.lower;
  const constant = (x: number) => realConstant(emission, type, x);
  const of = (output: string, own: readonly AverageTerm[], sumOf: (score: number) => string) => [
    `${output} = ${constant(0)};`,
    ...own.map(({ score, weight }) => {
      const value = realOf(sumOf(score), score);
      const weighted = weight === 1 ? value : `${p}_multiply(${value}, ${constant(weight)})`;
      return `${output} = ${p}_add(${output}, ${weighted});`;
    }),
    ...(divisor === 1 ? [] : [`${output} = ${p}_divide(${output}, ${constant(divisor)});`]),
  ];
  if (addsAlike(head)) {
    const inTurn = (score: number) => (score === 0 ? "sum[k]" : `sum[k + ${score}]`);
    return { loop: of("blend[k]", terms[0]!, inTurn), lines: [] };
  }
  return { loop: [], lines: terms.flatMap((own, k) => of(`blend[${k}]`, own, (i) => `sum[${i}]`)) };
}
