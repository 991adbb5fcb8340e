/** How raw scores become predictions. Objectives whose output the IR's heads cannot state are absent. */
export type Output = "values" | "binary" | "multi";

/** Rules as of LightGBM 3.3 to 4.7. */
const OBJECTIVES: ReadonlyMap<string, Output> = new Map([
  ["binary", "binary"],
  ["multiclass", "multi"],
  ["regression", "values"],
  ["regression_l1", "values"],
  ["huber", "values"],
  ["fair", "values"],
  ["quantile", "values"],
  ["mape", "values"],
  ["lambdarank", "values"],
  ["rank_xendcg", "values"],
]);

export const SUPPORTED_OBJECTIVES = [...OBJECTIVES.keys()].join(", ");

/** The line `binary sigmoid:1` or `regression sqrt` of a file, taken apart. */
export interface Objective {
  readonly name: string;
  /** Undefined where it is not supported. */
  readonly output: Output | undefined;
  /** What the raw score is multiplied by in the sigmoid, as text. */
  readonly sigmoid: string;
}

export function parseObjective(line: string): Objective {
  const [name = "", ...tokens] = line.split(" ").filter(Boolean);
  const sigmoid = tokens.find((token) => token.startsWith("sigmoid:"))?.slice("sigmoid:".length);
  // `sqrt` squares the score again.
  const output = tokens.includes("sqrt") ? undefined : OBJECTIVES.get(name);
  return { name, output, sigmoid: sigmoid ?? "1" };
}
