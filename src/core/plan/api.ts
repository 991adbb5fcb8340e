import type { Plan } from "./plan.ts";

/** Which functions a plan's package has, by its head and the outputs wanted. */
export interface Api {
  readonly classes: boolean;
  readonly probability: boolean;
  readonly decision: boolean;
}

export function apiOf({ head, outputs }: Plan): Api {
  const classes = head.kind === "classes";
  return {
    classes,
    probability: classes && (outputs === "all" || outputs === "probability"),
    decision: classes && (outputs === "all" || outputs === "decision"),
  };
}
