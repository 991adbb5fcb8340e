import { F32_KEY_POSITIVE_INFINITY, f32FromKey, f32Key } from "../math.ts";

/** The smallest binary32 from `least` on for which a rising test holds; infinity if it never does. */
export function firstFloat(least: number, test: (x: number) => boolean): number {
  let [fails, holds] = [f32Key(least) - 1, F32_KEY_POSITIVE_INFINITY];
  while (holds - fails > 1) {
    const middle = Math.floor((fails + holds) / 2);
    if (test(f32FromKey(middle))) holds = middle;
    else fails = middle;
  }
  return f32FromKey(holds);
}
