import { describe, expect, it } from "vitest";
import { smallestRawOfClassOne } from "../../../../src/core/frontends/sklearn/log-loss-tie.ts";
import { logit } from "../../../../src/core/frontends/sklearn/logit.ts";
import { pairwiseSum } from "../../../../src/core/frontends/sklearn/pairwise-sum.ts";
import { parseRelease } from "../../../../src/core/frontends/sklearn/release.ts";
import { exponentOf } from "../../../../src/core/math.ts";

/** p, then scipy.special.logit(p) of SciPy 1.13.1 and of 1.17.1. */
const LOGITS = [
  [0.05, -2.9444389791664403, -2.9444389791664403],
  [0.3, -0.8472978603872036, -0.8472978603872037],
  [0.31, -0.8001193001121131, -0.8001193001121132],
  [0.37, -0.5322168137473082, -0.5322168137473082],
  [0.41, -0.3639653772014119, -0.36396537720141175],
  [0.45, -0.20067069546215124, -0.2006706954621511],
  [0.49, -0.04000533461369925, -0.04000533461369919],
  [0.5, 0, 0],
  [0.51, 0.040005334613699206, 0.04000533461369919],
  [0.57, 0.2818511521409875, 0.28185115214098755],
  [0.65, 0.6190392084062236, 0.6190392084062235],
  [0.66, 0.6632942174102643, 0.6632942174102643],
] as const;

describe("scikit-learn's arithmetic", () => {
  it("takes log-odds as the SciPy of its release", () => {
    for (const [p, before, after] of LOGITS) {
      expect(logit(p, parseRelease("1.5.2")!)).toBe(before);
      // glibc's log1p is not correctly rounded: 1 ulp.
      const distance = Math.abs(logit(p, parseRelease("1.6.1")!) - after);
      expect(distance).toBeLessThanOrEqual(2 ** (exponentOf(after || 1) - 52));
    }
  });

  it("sums as numpy.sum along a contiguous axis", () => {
    // numpy 2.4: a = 0.1 * arange(1, n + 1); print(n, repr(float(a.sum())))
    const sums = [
      [1, 0.1],
      [7, 2.8000000000000003],
      [8, 3.6],
      [9, 4.5],
      [17, 15.3],
      [128, 825.6],
      [129, 838.5],
      [300, 4515.0],
      [1001, 50150.1],
    ] as const;
    for (const [count, sum] of sums) {
      expect(pairwiseSum(Float64Array.from({ length: count }, (_, i) => 0.1 * (i + 1)))).toBe(sum);
    }
  });

  it("finds where the probability of class 1 passes that of class 0", () => {
    const raw = smallestRawOfClassOne();
    expect(raw).toBeGreaterThan(0);
    expect(raw).toBeLessThan(2 ** -51);
  });

  it("reads releases", () => {
    expect(parseRelease("1.6.dev0")).toMatchObject({ major: 1, minor: 6 });
    expect(parseRelease("1.5.0rc1")).toMatchObject({ major: 1, minor: 5 });
    expect(parseRelease("new")).toBeUndefined();
  });
});
