import type { AnomalyHead } from "../../../ir/model.ts";
import { apiOf } from "../../../plan/api.ts";
import { scoreLimit } from "../../../plan/decide.ts";
import { anomalyScale, anomalyUnits } from "../../../plan/heads/anomaly.ts";
import { toFloatLiteral, toQuantity } from "../../../text/numbers.ts";
import type { Emission } from "../emission.ts";
import { unitText } from "../leaf-pool.ts";
import type { SumPrinter } from "../sums/sum-printer.ts";
import { isAbove } from "./choice.ts";
import { functionNames } from "./index.ts";
import { printLinkHelpers, scaleView } from "./links.ts";
import { scoreUnit } from "./score-unit.ts";

export function printAnomaly(
  emission: Emission,
  head: AnomalyHead,
  sums: SumPrinter,
): readonly string[] {
  const { plan, engine, prefix } = emission;
  const names = functionNames(emission, sums);
  const predict = engine.render("c/outputs/predict-class", {
    ...names,
    argmax: false,
    isGreater: "",
    choice: `${isAbove(emission, scoreLimit(head)!)} ? 1 : -1`,
  });
  if (!apiOf(plan).decision) return [predict];
  const name = `${prefix.lower}_score`;
  return [
    ...printLinkHelpers(emission, ["anomaly"]),
    printScore(emission, head, sums),
    predict,
    engine.render("c/outputs/decision", {
      ...names,
      loop: "",
      values: [`raw[0] = ${name}(sum[0]);`],
    }),
  ];
}

/** The decision value of a sum of path lengths. */
function printScore(
  { plan, engine, prefix }: Emission,
  head: AnomalyHead,
  sums: SumPrinter,
): string {
  const unit = scoreUnit(plan, 0);
  const { bits, shift, offset } = anomalyUnits(head);
  const units = plan.sum.kind === "real" ? "" : ` in units of ${unitText(unit)}`;
  const { divisor } = head;
  return engine.render("c/links/anomaly", {
    p: prefix.lower,
    name: `${prefix.lower}_score`,
    sumType: sums.type,
    what: `-(2^(-s / ${toQuantity(divisor)})) - (${toQuantity(head.offset)}) of path lengths s${units}`,
    size: sums.size("score"),
    ...scaleView(anomalyScale(head, unit)),
    negativeOffset: String(-offset),
    partShift: shift === 0 ? "" : String(shift),
    unit: toFloatLiteral(2 ** -bits),
  });
}
