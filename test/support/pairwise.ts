import { seededRandom } from "../../src/core/verify/random.ts";
import { pick } from "./random.ts";

/** Values to combine, by factor; without spaces and equals signs. */
export type Factors = Readonly<Record<string, readonly string[]>>;
export type Choice = Readonly<Record<string, string>>;

/**
 * Few choices in which each value of a factor meets each value of every other, except of the
 * `apart` pairs of factors. Greedy from seeded candidates: the same list every time.
 */
export function pairwise(
  factors: Factors,
  apart: readonly (readonly [string, string])[],
): Choice[] {
  const random = seededRandom(7);
  const names = Object.keys(factors);
  const together = names.flatMap((a, i) =>
    names
      .slice(i + 1)
      .filter((b) => !apart.some((pair) => pair.includes(a) && pair.includes(b)))
      .map((b) => [a, b] as const),
  );
  const open = new Set(
    together.flatMap(([a, b]) =>
      factors[a]!.flatMap((x) => factors[b]!.map((y) => `${a}=${x} ${b}=${y}`)),
    ),
  );
  const pairsOf = (choice: Choice) =>
    together.map(([a, b]) => `${a}=${choice[a]} ${b}=${choice[b]}`);
  const gain = (choice: Choice) => pairsOf(choice).filter((pair) => open.has(pair)).length;
  const chosen: Choice[] = [];
  while (open.size > 0) {
    const seed = [...open][0]!.split(" ").map((part) => part.split("=") as [string, string]);
    const candidates = Array.from({ length: 40 }, () => ({
      ...Object.fromEntries(names.map((name) => [name, pick(random, factors[name]!)])),
      ...Object.fromEntries(seed),
    }));
    const best = candidates.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    for (const pair of pairsOf(best)) open.delete(pair);
    chosen.push(best);
  }
  return chosen;
}

/**
 * Few of the `choices` in which each value of a factor meets each value of another that it meets in
 * any of them. Greedy from seeded candidates: the same list every time.
 */
export function coverPairs<C extends Choice>(choices: readonly C[]): C[] {
  const random = seededRandom(7);
  const open = new Map<string, C[]>();
  for (const choice of choices)
    for (const pair of pairsIn(choice)) {
      const holders = open.get(pair);
      if (holders) holders.push(choice);
      else open.set(pair, [choice]);
    }
  const chosen: C[] = [];
  while (open.size > 0) {
    const [holders] = open.values();
    const candidates = Array.from({ length: 40 }, () => pick(random, holders!));
    const gain = (choice: C) => pairsIn(choice).filter((pair) => open.has(pair)).length;
    const best = candidates.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    for (const pair of pairsIn(best)) open.delete(pair);
    chosen.push(best);
  }
  return chosen;
}

function pairsIn(choice: Choice): string[] {
  const parts = Object.entries(choice).map(([name, value]) => `${name}=${value}`);
  return parts.flatMap((a, i) => parts.slice(i + 1).map((b) => `${a} ${b}`));
}

/** Every combination. */
export function product(factors: Factors): Choice[] {
  return Object.entries(factors).reduce<Choice[]>(
    (list, [name, values]) =>
      list.flatMap((choice) => values.map((v) => ({ ...choice, [name]: v }))),
    [{}],
  );
}

/** Choices that differ in one factor alone, as one of the others with its values. */
export function gather<C extends Choice, F extends string & keyof C>(
  choices: readonly C[],
  factor: F,
): { readonly choice: Omit<C, F>; readonly values: C[F][] }[] {
  const gathered = new Map<string, { choice: Omit<C, F>; values: C[F][] }>();
  for (const { [factor]: value, ...choice } of choices) {
    const key = JSON.stringify(choice);
    const { values } = gathered.get(key) ?? { values: [] };
    gathered.set(key, { choice, values: [...values, value] });
  }
  return [...gathered.values()];
}
