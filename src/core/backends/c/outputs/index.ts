import { type Emission, INPUT_C_TYPE } from "../emission.ts";
import type { SumPrinter } from "../sums/sum-printer.ts";
import { printAnomaly } from "./anomaly.ts";
import { printAverage } from "./average.ts";
import { printBlend } from "./blend.ts";
import { printChoices } from "./choices.ts";
import { printClasses } from "./classes.ts";
import { printValueOutputs } from "./values.ts";

/** Names that every template of the public functions prints. */
export function functionNames({ plan, prefix }: Emission, sums: SumPrinter) {
  return {
    p: prefix.lower,
    P: prefix.upper,
    inputType: INPUT_C_TYPE[plan.inputType],
    sumType: sums.type,
    sums: String(sums.count),
  };
}

/** predict, predict_proba and decision, with the static functions that they call. */
export function printOutputs(emission: Emission, sums: SumPrinter): string {
  const { head } = emission.plan;
  switch (head.kind) {
    case "values":
      return printValueOutputs(emission, head, sums).join("\n");
    case "classes":
      return printClasses(emission, head, sums).join("\n");
    case "anomaly":
      return printAnomaly(emission, head, sums).join("\n");
    case "blend":
      return printBlend(emission, head, sums).join("\n");
    case "choices":
      return printChoices(emission, head, sums).join("\n");
    case "average":
      return printAverage(emission, head, sums).join("\n");
  }
}

export function printCheckInput({ plan, engine, prefix }: Emission): string {
  return engine.render("c/check-input", {
    p: prefix.lower,
    P: prefix.upper,
    inputType: INPUT_C_TYPE[plan.inputType],
    integerInput: plan.inputType !== "f32",
  });
}
