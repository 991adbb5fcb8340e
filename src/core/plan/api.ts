import type { ValueLink } from "../ir/model.ts";
import type { Plan } from "./plan.ts";

/** Which functions a plan's package has, by its head and the outputs wanted. */
export interface Api {
  readonly classes: boolean;
  /** `predict` returns 1 for normal and -1 for an anomaly. */
  readonly anomaly: boolean;
  /** Outputs of a regression; 0 for others. More than one are written to an array. */
  readonly values: number;
  readonly probability: boolean;
  /** Scores before a link, or an anomaly's decision value. */
  readonly decision: boolean;
}

function isLinked({ kind, scale }: ValueLink): boolean {
  return kind !== "identity" || scale !== undefined;
}

export function apiOf({ head, outputs }: Pick<Plan, "head" | "outputs">): Api {
  const classes = head.kind === "classes" || head.kind === "blend";
  // A blend's scores are its members': none of its own.
  const scored = head.kind !== "blend" && (head.kind !== "values" || head.links.some(isLinked));
  const probable = head.kind === "classes" || (head.kind === "blend" && head.how === "soft");
  return {
    classes,
    anomaly: head.kind === "anomaly",
    values: head.kind === "values" ? head.links.length : 0,
    probability: probable && (outputs === "all" || outputs === "probability"),
    decision: scored && (outputs === "all" || outputs === "decision"),
  };
}
