import { isLinked } from "../ir/model.ts";
import type { DeviceHead, OutputsWanted, Plan } from "./plan.ts";

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

export function apiOf({ head, outputs }: Pick<Plan, "head" | "outputs">): Api {
  const wants = (what: OutputsWanted) => outputs === "all" || outputs === what;
  const { classes, values, probable, scored } = kindOf(head);
  return {
    classes,
    anomaly: head.kind === "anomaly",
    values,
    probability: probable && wants("probability"),
    decision: scored && wants("decision"),
  };
}

/** What there is to ask for; scores of several models are none of the model's own. */
function kindOf(head: DeviceHead) {
  switch (head.kind) {
    case "values":
      return answers({ values: head.links.length, scored: head.links.some(isLinked) });
    case "classes":
      return answers({ classes: true, probable: true, scored: true });
    case "choices":
      return answers({ values: head.choices.length });
    case "anomaly":
      return answers({ scored: true });
    case "blend":
      return answers({ classes: true, probable: head.how === "soft" });
    case "average":
      return head.labels
        ? answers({ classes: true, probable: true })
        : answers({ values: head.terms.length });
  }
}

const NONE = { classes: false, values: 0, probable: false, scored: false };

function answers(what: Partial<typeof NONE>): typeof NONE {
  return { ...NONE, ...what };
}
