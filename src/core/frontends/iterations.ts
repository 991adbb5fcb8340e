import type { Problems } from "../diagnostics/diagnostic.ts";

/** Which boosting iterations predict: all, those up to the one early stopping found best, or the first so many. */
export type Iterations = "all" | "best" | number;

/** What a file says of its iterations. */
export interface KnownIterations {
  readonly total: number;
  /** How many there are up to the best one, it included; undefined where early stopping found none. */
  readonly best: number | undefined;
  /** What the trainer does where its user says nothing, and who does it: "Booster.predict". */
  readonly standard: { readonly choice: "all" | "best"; readonly who: string };
}

export interface ChosenIterations {
  readonly used: number;
  /** For `origin.notes`: said wherever another choice would have predicted otherwise. */
  readonly notes: readonly string[];
}

/**
 * Applies `--iterations`, or what the trainer would do where it is not given. Reports a number
 * beyond the file's, and `best` where the file names no best iteration.
 */
export function chooseIterations(
  wanted: Iterations | undefined,
  known: KnownIterations,
  problems: Problems,
  at?: string,
): ChosenIterations {
  const { total, best, standard } = known;
  if (wanted === "best" && best === undefined) {
    problems.add("model/no-best-iteration", { total }, at);
    return { used: total, notes: [] };
  }
  if (typeof wanted === "number" && wanted > total) {
    problems.add("model/too-few-iterations", { wanted, total }, at);
    return { used: total, notes: [] };
  }
  const toBest = Math.min(best ?? total, total);
  const choice = wanted ?? standard.choice;
  const used = typeof choice === "number" ? choice : choice === "best" ? toBest : total;
  const isOpen = used < total || toBest < total;
  if (!isOpen) return { used, notes: [] };
  const count = used < total ? `the first ${used} of ${total}` : `all ${total}`;
  const because = wanted === undefined ? `as ${standard.who} does` : "as --iterations says";
  return { used, notes: [`${count} iterations are used, ${because}${other(used, best, total)}`] };
}

/** What else could be chosen. */
function other(used: number, best: number | undefined, total: number): string {
  if (best === undefined) return "";
  const toBest = Math.min(best, total);
  return used === toBest
    ? ": those to the best one (--iterations all takes all)"
    : `; early stopping found the first ${toBest} best (--iterations best takes those)`;
}
