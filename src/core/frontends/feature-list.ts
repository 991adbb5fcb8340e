import type { Problems } from "../diagnostics/diagnostic.ts";
import type { Feature } from "../ir/model.ts";

/** Most features, and most classes, of a model; guards against a damaged or hostile count. */
export const MAX_WIDTH = 65536;

/** Reports a count that is not an integer in 1 ... MAX_WIDTH; says whether it is one. */
export function checkCount(what: string, count: number, problems: Problems, at: string): boolean {
  if (Number.isInteger(count) && count >= 1 && count <= MAX_WIDTH) return true;
  problems.add("model/too-many", { what, count, limit: MAX_WIDTH }, at);
  return false;
}

/**
 * The features of a model: the trainer's names where the file has them (then there must be one a
 * feature, all distinct), else f0, f1, ...
 */
export function featureList(
  count: number,
  names: readonly string[],
  problems: Problems,
  at: string,
): { features: Feature[]; named: boolean } {
  if (names.length === 0) {
    return { features: Array.from({ length: count }, (_, i) => ({ name: `f${i}` })), named: false };
  }
  if (names.length !== count) {
    problems.add("model/feature-names", { names: names.length, features: count }, at);
  }
  const seen = new Map<string, number>();
  names.forEach((name, second) => {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, second);
    else problems.add("model/duplicate-feature", { name, first, second }, at);
  });
  return { features: names.map((name) => ({ name })), named: true };
}
