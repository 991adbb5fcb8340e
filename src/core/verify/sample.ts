import { seededRandom } from "./random.ts";

/** `count` of the items, drawn by a seed, in their own order; all of them where there are no more. */
export function sampleOf<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  const random = seededRandom(seed);
  let wanted = Math.min(count, items.length);
  return items.filter((_, i) => {
    const taken = random() * (items.length - i) < wanted;
    if (taken) wanted--;
    return taken;
  });
}
