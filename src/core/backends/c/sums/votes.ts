import type { Vote } from "../../../plan/plan.ts";
import { toFloatLiteral } from "../../../text/numbers.ts";
import type { Emission } from "../emission.ts";
import { COUNTS, NO_FINISH, type SumPrinter } from "./sum-printer.ts";

export function printVotes(
  { engine, prefix }: Emission,
  { classes, unit }: Vote,
): Omit<SumPrinter, "tables"> {
  return {
    ...COUNTS,
    type: "uint16_t",
    count: classes + 1,
    functions: [engine.render("c/sums/vote", { p: prefix.lower, classes: String(classes) })],
    finish: NO_FINISH,
    asFloat: (sum) => `(float)${sum} * ${toFloatLiteral(unit)}`,
  };
}
