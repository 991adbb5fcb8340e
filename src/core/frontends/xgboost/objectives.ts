import type { ValueLink } from "../../ir/model.ts";

/** What an objective makes of the base score and of the margins. */
export interface Objective {
  readonly name: string;
  /** `multi`: one margin a class. The others have one margin, or one a target. */
  readonly scores: "classes" | "targets";
  /** From base score to base margin. */
  readonly baseMargin: "identity" | "logit" | "log";
  /** From margin to what `predict` gives; `step`: 1 where it is above 0, else 0. */
  readonly link: ValueLink["kind"] | "softmax" | "step";
  /** Does `Booster.predict` mean a class, where there is one margin? */
  readonly decides?: true;
  /** Are the outputs put into ascending order, from release 3.4 on? */
  readonly quantiles?: true;
  /** Several outputs make up each other, which the IR cannot say. */
  readonly single?: true;
}

const VALUES = { scores: "targets", baseMargin: "identity", link: "identity" } as const;
const RATES = { scores: "targets", baseMargin: "log", link: "exp" } as const;
const CLASSES = { scores: "classes", baseMargin: "identity", link: "softmax" } as const;
const LOGISTIC = { scores: "targets", baseMargin: "logit", link: "sigmoid" } as const;

/** Rules as of XGBoost 1.6 to 3.4. */
const OBJECTIVES: ReadonlyMap<string, Omit<Objective, "name">> = new Map<
  string,
  Omit<Objective, "name">
>([
  ["binary:logistic", { ...LOGISTIC, decides: true }],
  ["binary:logitraw", VALUES],
  ["binary:hinge", { ...VALUES, link: "step", decides: true }],
  ["multi:softprob", CLASSES],
  ["multi:softmax", CLASSES],
  ["reg:squarederror", VALUES],
  ["reg:squaredlogerror", VALUES],
  ["reg:logistic", LOGISTIC],
  ["reg:pseudohubererror", VALUES],
  ["reg:absoluteerror", VALUES],
  ["reg:quantileerror", { ...VALUES, quantiles: true }],
  ["reg:expectileerror", { ...VALUES, single: true }],
  ["count:poisson", RATES],
  ["reg:gamma", RATES],
  ["reg:tweedie", RATES],
  ["survival:aft", RATES],
  ["survival:cox", RATES],
  ["rank:pairwise", VALUES],
  ["rank:ndcg", VALUES],
  ["rank:map", VALUES],
]);

export function objectiveNamed(name: string): Objective | undefined {
  const rules = OBJECTIVES.get(name);
  return rules && { name, ...rules };
}

export const SUPPORTED_OBJECTIVES = [...OBJECTIVES.keys()].join(", ");
