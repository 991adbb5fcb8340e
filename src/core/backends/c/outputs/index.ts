import { apiOf } from "../../../plan/api.ts";
import { isExponential } from "../../../plan/heads/probabilities.ts";
import type { Plan } from "../../../plan/plan.ts";
import { type Emission, INPUT_C_TYPE } from "../emission.ts";
import type { SumNeeds, SumPrinter } from "../sums/sum-printer.ts";
import { printAnomaly } from "./anomaly.ts";
import { printBlend } from "./blend.ts";
import { printClasses } from "./classes.ts";
import { printValueOutputs } from "./values.ts";

/** What the outputs call of the sums' functions. */
export function sumNeeds(plan: Plan): SumNeeds {
  const { head } = plan;
  const { probability, decision } = apiOf(plan);
  switch (head.kind) {
    case "values": {
      const links = head.links.map(({ kind }) => kind);
      const square = links.includes("signed-square");
      const power = links.some((kind) => kind !== "identity" && kind !== "signed-square");
      return {
        toFloat: decision || square || links.includes("identity"),
        distance: power,
        compares: power || (head.sorted === true && links.length > 1),
        multiply: square || head.links.some(({ kind, scale }) => kind === "identity" && scale),
        bits: square,
      };
    }
    case "classes": {
      const complement = probability && head.link === "complement";
      return {
        toFloat: decision || complement || (probability && head.link === "identity"),
        distance: probability && isExponential(head),
        compares: true,
        multiply: false,
        bits: complement,
      };
    }
    case "blend":
      return {
        toFloat: false,
        distance: head.how === "soft",
        compares: true,
        multiply: false,
        bits: false,
      };
    case "anomaly":
      return { toFloat: false, distance: decision, compares: true, multiply: false, bits: false };
  }
}

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
