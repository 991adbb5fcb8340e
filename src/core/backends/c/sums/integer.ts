import type { IntegerSum } from "../../../plan/plan.ts";
import type { View } from "../../../render/engine.ts";
import { toFloatLiteral } from "../../../text/numbers.ts";
import type { Emission } from "../emission.ts";
import { NO_FINISH, type SumPrinter } from "./sum-printer.ts";

export function printIntegerSums(
  { engine }: Emission,
  { units, base }: IntegerSum,
  leaf: View,
): Omit<SumPrinter, "tables"> {
  const inUnits = (text: string, unit: number) =>
    unit === 1 ? `(float)${text}` : `(float)${text} * ${toFloatLiteral(unit)}`;
  return {
    type: "int32_t",
    count: base.length,
    functions: [engine.render("c/sums/integer", leaf)],
    finish: NO_FINISH,
    asFloat: (sum, score) => inUnits(sum, units[score]!),
    distance: (a, b) => `(uint32_t)${a} - (uint32_t)${b}`,
    size: (sum) => `${sum} < 0 ? 0U - (uint32_t)${sum} : (uint32_t)${sum}`,
    isNegative: (sum) => `${sum} < 0`,
    isGreater: (a, b) => `${a} > ${b}`,
    complement: (sum, score) => inUnits(`(${1 / units[score]!} - ${sum})`, units[score]!),
    scaled: (sum, score, by) => inUnits(sum, units[score]! * by),
  };
}
