import { apiOf } from "../../../plan/api.ts";
import { isExponential } from "../../../plan/heads/probabilities.ts";
import type { Plan } from "../../../plan/plan.ts";
import { type Emission, INPUT_C_TYPE } from "../emission.ts";
import { NO_NEEDS, type SumNeeds, type SumPrinter } from "../sums/sum-printer.ts";
import { printAnomaly } from "./anomaly.ts";
import { averageNeeds, printAverage } from "./average.ts";
import { printBlend } from "./blend.ts";
import { printChoices } from "./choices.ts";
import { printClasses } from "./classes.ts";
import { linkNeeds, printValueOutputs } from "./values.ts";

/** What the outputs call of the sums' functions. */
export function sumNeeds(plan: Plan): SumNeeds {
  const { head } = plan;
  const { probability, decision } = apiOf(plan);
  switch (head.kind) {
    case "values": {
      const links = linkNeeds(head.links);
      const identities = head.links.some(({ kind }) => kind === "identity");
      const sorts = head.sorted === true && head.links.length > 1;
      return {
        ...links,
        toFloat: decision || links.toFloat || identities,
        compares: links.compares || sorts,
      };
    }
    case "classes": {
      const complement = probability && head.link === "complement";
      return {
        ...NO_NEEDS,
        toFloat: decision || complement || (probability && head.link === "identity"),
        distance: probability && isExponential(head),
        compares: true,
        bits: complement,
      };
    }
    case "blend":
      return { ...NO_NEEDS, distance: head.how === "soft", compares: true };
    case "choices":
      return { ...NO_NEEDS, compares: true };
    case "average":
      return averageNeeds(head);
    case "anomaly":
      return { ...NO_NEEDS, distance: decision, compares: true };
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
