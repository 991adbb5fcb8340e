/**
 * What an objective makes of the base score and of the margins. Objectives whose output the IR's
 * heads cannot state (exp, 0/1 of hinge, sigmoid of a regression) are absent.
 */
export interface Objective {
  /** `binary`: one margin, sigmoid; `multi`: one margin a class, softmax; `values`: the margins. */
  readonly output: "values" | "binary" | "multi";
  /** From base score to base margin. */
  readonly baseMargin: "identity" | "logit";
}

const VALUES: Objective = { output: "values", baseMargin: "identity" };
const MULTI: Objective = { output: "multi", baseMargin: "identity" };

/** Rules as of XGBoost 1.7 to 3.4. */
const OBJECTIVES: ReadonlyMap<string, Objective> = new Map([
  ["binary:logistic", { output: "binary", baseMargin: "logit" }],
  ["multi:softprob", MULTI],
  ["multi:softmax", MULTI],
  ["reg:squarederror", VALUES],
  ["reg:squaredlogerror", VALUES],
  ["reg:absoluteerror", VALUES],
  ["reg:pseudohubererror", VALUES],
  ["rank:pairwise", VALUES],
  ["rank:ndcg", VALUES],
]);

export function objectiveNamed(name: string): Objective | undefined {
  return OBJECTIVES.get(name);
}

export const SUPPORTED_OBJECTIVES = [...OBJECTIVES.keys()].join(", ");
