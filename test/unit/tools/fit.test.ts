import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/verify/random.ts";
import { dot, fitAbove, fitNearest, type Sample } from "../../../src/tools/costs/fit.ts";

const WEIGHTS = Float64Array.of(12, 0, 3.5, 250);

/** Sums of the weights, off by up to `noise` either way. */
function samples(noise: number): readonly Sample[] {
  const random = seededRandom(5);
  return Array.from({ length: 60 }, () => {
    const quantities = WEIGHTS.map(() => Math.floor(random() * 9));
    const measured = dot(quantities, WEIGHTS) + (2 * random() - 1) * noise;
    return { quantities, measured, tolerance: 150 };
  });
}

describe("weights of costs", () => {
  it("are found again where sums are exact", () => {
    const found = fitNearest(samples(0), WEIGHTS.length);
    const nearest = [...found].map((weight) => Math.round(10 * weight) / 10);
    expect(nearest).toEqual([...WEIGHTS]);
  });

  it("are never negative", () => {
    const falling = [1, 2, 3].map((n) => ({
      quantities: Float64Array.of(n, 1),
      measured: 100 - 10 * n,
      tolerance: 150,
    }));
    expect(fitNearest(falling, 2)[0]).toBe(0);
  });

  it("of the worst case lie above every sample, by the factor that is told", () => {
    const noisy = samples(40);
    const least = fitNearest(noisy, WEIGHTS.length);
    const { weights, exceeded } = fitAbove(noisy, least);
    expect(noisy.some((sample) => dot(sample.quantities, least) < sample.measured)).toBe(true);
    for (const { quantities, measured } of noisy) {
      expect(dot(quantities, weights) * exceeded).toBeGreaterThanOrEqual(measured - 1e-9);
    }
    expect(weights.every((weight, i) => weight >= least[i]!)).toBe(true);
  });
});
