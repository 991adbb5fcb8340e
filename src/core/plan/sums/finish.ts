import type { RealSum } from "../plan.ts";

/** Whether what follows the last tree is the same for each of several scores, and then said once. */
export function finishesAlike({ base, divisor, bias }: RealSum): boolean {
  const alike = [divisor, bias].every((list) => list?.every((x) => Object.is(x, list[0])) ?? true);
  return base.length > 1 && alike;
}
