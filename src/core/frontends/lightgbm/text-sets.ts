import { CATEGORICAL } from "./splits.ts";
import { integers, numbers, type TreeFields } from "./tree-fields.ts";

/**
 * The categories of a tree's categorical splits: split s has the words `cat_boundaries[j]` to
 * `cat_boundaries[j + 1] - 1` of `cat_threshold`, j being its threshold, and category c is bit c % 32 of
 * word c / 32. Undefined, with the fault reported, where they do not hold together.
 */
export function categorySets(
  own: TreeFields,
  tree: {
    readonly sets: number;
    readonly threshold: readonly number[];
    readonly decision: readonly number[];
  },
): ((split: number) => readonly number[]) | undefined {
  const { sets, threshold, decision } = tree;
  if (sets === 0 && !decision.some((bits) => bits & CATEGORICAL)) return () => [];
  const bounds = integers(own, "cat_boundaries", sets + 1);
  if (!bounds) return undefined;
  const ascending = bounds.every((bound, i) => bound >= (i === 0 ? 0 : bounds[i - 1]!));
  if (!ascending || bounds[0] !== 0) {
    reportBad(own, "cat_boundaries", bounds.join(" "), "ascending counts from 0");
    return undefined;
  }
  const words = numbers(own, "cat_threshold", bounds.at(-1)!);
  if (!words) return undefined;
  const odd = words.findIndex((word) => !(Number.isInteger(word) && word >= 0 && word < 2 ** 32));
  if (odd >= 0) {
    reportBad(own, "cat_threshold", String(words[odd]), "words of 32 bits");
    return undefined;
  }
  // LightGBM gives each categorical split a set of its own.
  const owner = new Int32Array(sets).fill(-1);
  for (let split = 0; split < decision.length; split++) {
    if (!(decision[split]! & CATEGORICAL)) continue;
    const set = threshold[split]!;
    if (owner[set] !== -1) {
      reportBad(own, "threshold", String(set), `a set of its own, of ${sets}`, split);
      return undefined;
    }
    owner[set] = split;
  }
  return (split) => {
    const set = threshold[split]!;
    return codesIn(words.slice(bounds[set], bounds[set + 1]));
  };
}

function codesIn(words: readonly number[]): readonly number[] {
  const codes: number[] = [];
  words.forEach((word, i) => {
    for (let bit = 0; bit < 32; bit++) if ((word >>> bit) & 1) codes.push(32 * i + bit);
  });
  return codes;
}

function reportBad(
  { tree, problems }: TreeFields,
  key: string,
  found: string,
  expected: string,
  split?: number,
): void {
  const at = split === undefined ? `tree ${tree}` : `tree ${tree}, node ${split}`;
  const excerpt = found.length > 60 ? `${found.slice(0, 60)}...` : found;
  problems.add("lightgbm/bad-value", { key, found: excerpt, expected }, at);
}
