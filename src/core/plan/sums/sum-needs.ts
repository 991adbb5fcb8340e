import { isLinked, type ValueLink } from "../../ir/model.ts";
import { apiOf } from "../api.ts";
import type { AverageHead } from "../heads/average.ts";
import { isPower } from "../heads/link-factor.ts";
import { isExponential } from "../heads/probabilities.ts";
import type { Plan } from "../plan.ts";

/** Which functions the outputs call of the sums; others are not emitted, so that nothing stands unused. */
export interface SumNeeds {
  readonly toFloat: boolean;
  readonly distance: boolean;
  readonly compares: boolean;
  readonly multiply: boolean;
  readonly divide: boolean;
  /** Signs are changed in a real's bits. */
  readonly bits: boolean;
  /** Floats become reals. */
  readonly fromFloat: boolean;
}

const NO_NEEDS: SumNeeds = {
  toFloat: false,
  distance: false,
  compares: false,
  multiply: false,
  divide: false,
  bits: false,
  fromFloat: false,
};

/** What the outputs call of the sums' functions. */
export function sumNeeds(plan: Pick<Plan, "head" | "outputs">): SumNeeds {
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

function averageNeeds({ links, terms, divisor, labels }: AverageHead): SumNeeds {
  const needs = linkNeeds(links);
  return {
    ...needs,
    toFloat: true,
    compares: needs.compares || labels !== undefined,
    multiply: needs.multiply || terms.flat().some(({ weight }) => weight !== 1),
    divide: divisor !== 1,
    fromFloat: links.some(isLinked),
  };
}

function linkNeeds(links: readonly ValueLink[]): SumNeeds {
  const square = links.some(({ kind }) => kind === "signed-square");
  const power = links.some(isPower);
  const steps = links.some(({ kind }) => kind === "step");
  const scaled = links.some(({ kind, scale }) => kind === "identity" && scale !== undefined);
  return {
    ...NO_NEEDS,
    toFloat: square || scaled,
    distance: power,
    compares: power || steps,
    multiply: square || scaled,
    bits: square,
  };
}
