import type { ClassHead, ValueLink } from "../../ir/model.ts";

/** What predictions an objective makes of raw scores, and through which link. */
export type Output =
  | { readonly kind: "values"; readonly link: ValueLink["kind"]; readonly squares?: true }
  | { readonly kind: "classes"; readonly link: Extract<ClassHead["link"], `s${string}`> };

const IDENTITY: Output = { kind: "values", link: "identity" };
/** Trained on the labels' square roots where the line says `sqrt`. */
const SQUARABLE: Output = { ...IDENTITY, squares: true };
const EXP: Output = { kind: "values", link: "exp" };

/** Rules as of LightGBM 3.3 to 4.7. */
const OBJECTIVES: ReadonlyMap<string, Output> = new Map<string, Output>([
  ["binary", { kind: "classes", link: "sigmoid" }],
  ["multiclass", { kind: "classes", link: "softmax" }],
  ["multiclassova", { kind: "classes", link: "sigmoids" }],
  ["regression", SQUARABLE],
  ["regression_l1", SQUARABLE],
  ["huber", IDENTITY],
  ["fair", SQUARABLE],
  ["quantile", SQUARABLE],
  ["mape", SQUARABLE],
  ["poisson", EXP],
  ["gamma", EXP],
  ["tweedie", EXP],
  ["cross_entropy", { kind: "values", link: "sigmoid" }],
  ["cross_entropy_lambda", { kind: "values", link: "log1pexp" }],
  ["lambdarank", IDENTITY],
  ["rank_xendcg", IDENTITY],
]);

export const SUPPORTED_OBJECTIVES = [...OBJECTIVES.keys()].join(", ");

/** The line `binary sigmoid:1` or `regression sqrt` of a file, taken apart. */
export interface Objective {
  readonly name: string;
  /** Undefined where it is not supported. */
  readonly output: Output | undefined;
  /** What raw scores are multiplied by in the sigmoid, as text. */
  readonly sigmoid: string;
}

export function parseObjective(line: string): Objective {
  const [name = "", ...tokens] = line.split(" ").filter(Boolean);
  const sigmoid = tokens.find((token) => token.startsWith("sigmoid:"))?.slice("sigmoid:".length);
  const output = OBJECTIVES.get(name);
  const squared = output?.kind === "values" && output.squares && tokens.includes("sqrt");
  return {
    name,
    output: squared ? { kind: "values", link: "signed-square" } : output,
    sigmoid: sigmoid ?? "1",
  };
}
