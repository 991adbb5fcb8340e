import { describe, expect, it } from "vitest";
import { MISSING_LEFT } from "../../../../src/core/ir/predictors/forest/forest.ts";
import { nextDown64, nextUp64 } from "../../../../src/core/math.ts";
import { bytesOf, changed, faultsOf, read, surviveByteMutations } from "../reading.ts";
import { dump, ROOT, rawOf, text, withLine, withValue } from "./document.ts";

const ZERO = 1.0000000180025095e-35;
const { NaN: NAN, POSITIVE_INFINITY: INFINITE } = Number;

/** Which leaf of tree 0 a value of feature 1, the root's, leads to where feature 0 goes right. */
function sideOf(document: unknown, x: number): "left" | "right" {
  return rawOf(document, [0, x]) === 0.5 + 0.2 ? "left" : "right";
}

/** The root tests a set of categories, given as words. */
function withSet(words: string, decision = 1): string {
  return withValue("num_cat", "1")
    .replace("threshold=2.5 -1", "threshold=0 -1")
    .replace("decision_type=8 2", `decision_type=${decision} 2`)
    .replace(
      "internal_count=20 10\n",
      `internal_count=20 10\ncat_boundaries=0 ${words.split(" ").length}\ncat_threshold=${words}\n`,
    );
}

function dumpedSet(codes: string): unknown {
  const categorical = { decision_type: "==", threshold: codes, missing_type: "None" };
  return changed(dump, ROOT, { ...dump.tree_info[0]!.tree_structure, ...categorical });
}

describe("lightgbm: zero as missing", () => {
  it("is an ordinary split where the default is zero's own side", () => {
    const { nodes } = read(withValue("decision_type", "6 4")).predictor;
    expect(Array.from(nodes.flags.subarray(0, 2))).toEqual([MISSING_LEFT, 0]);
    expect(rawOf(withValue("decision_type", "6 4"), [NAN, NAN])).toBe(0.5 + 0.2);
  });

  /** x <= threshold goes left, but for zeros and NaN, which go the other way than 0 <= threshold. */
  it.each([-1e300, -2.5, -ZERO, -5e-324, 0, 5e-324, ZERO, 2.5, 1e300, INFINITE, -INFINITE])(
    "sends zeros away from their side of %d",
    (threshold) => {
      const zeroLeft = 0 <= threshold;
      const document = withValue("threshold", `${String(threshold).replace("Infinity", "inf")} -1`);
      const flipped = document.replace("decision_type=8 2", `decision_type=${zeroLeft ? 4 : 6} 2`);
      const near = [ZERO, -ZERO, nextUp64(ZERO), nextDown64(-ZERO), threshold];
      const values = [NAN, 0, -0, 5e-324, 1, -1, 1e308, -1e308, INFINITE, -INFINITE, ...near];
      for (const x of [...values, nextUp64(threshold), nextDown64(threshold)]) {
        const isMissing = Number.isNaN(x) || Math.abs(x) <= ZERO;
        const left = isMissing ? !zeroLeft : x <= threshold;
        expect(sideOf(flipped, x), String(x)).toBe(left ? "left" : "right");
      }
    },
  );
});

describe("lightgbm: categorical splits", () => {
  // Bits 0, 2, 3 and 33.
  const set = withSet("13 2");

  it("truncate toward zero, and know neither NaN nor what is below zero", () => {
    const left = [0, -0, -0.5, nextUp64(-1), 0.99, 2, 2.7, 3, nextDown64(4), 33, 33.5];
    const right = [
      -1,
      -2,
      1,
      nextDown64(2),
      4,
      32.9,
      34,
      63,
      64,
      1e9,
      3e9,
      NAN,
      INFINITE,
      -INFINITE,
    ];
    for (const x of left) expect(sideOf(set, x), String(x)).toBe("left");
    for (const x of right) expect(sideOf(set, x), String(x)).toBe("right");
  });

  it("say the same in both forms, whatever missing type is beside them", () => {
    const facts = (document: unknown) => read(document).predictor.sets;
    expect(facts(dumpedSet("0||2||3||33"))).toEqual(facts(set));
    expect(facts(withSet("13 2", 9))).toEqual(facts(set));
    expect(facts(withSet("13 2", 5))).toEqual(facts(set));
    expect(Array.from(facts(set)[0]!)).toEqual([nextUp64(-1), 1, 2, 4, 33, 34]);
  });

  it("may hold no category, or the last of a word", () => {
    expect(sideOf(withSet("0"), 0)).toBe("right");
    expect(sideOf(dumpedSet(""), 0)).toBe("right");
    expect(sideOf(withSet("2147483648"), 31)).toBe("left");
    expect(sideOf(withSet("2147483648"), 32)).toBe("right");
  });

  it("hint at NaN in training where they have a direction for it", () => {
    expect(read(withSet("13", 1)).inputs.training.seen).toBe("unknown");
    expect(read(withSet("13", 9)).inputs.training.seen).toBe("yes");
  });

  const damages: [string, string, string, string][] = [
    ["cat_boundaries", "0 1", "tree/lengths-disagree", "tree 0, line 28"],
    ["cat_boundaries", "1 2", "lightgbm/bad-value", "tree 0"],
    ["cat_boundaries", "0 -1", "lightgbm/bad-value", "tree 0"],
    ["cat_boundaries", "0", "tree/lengths-disagree", "tree 0, line 27"],
    ["cat_threshold", "13 4294967296", "lightgbm/bad-value", "tree 0"],
    ["cat_threshold", "13 -1", "lightgbm/bad-value", "tree 0"],
    ["cat_threshold", "13 0.5", "lightgbm/bad-value", "tree 0"],
    ["num_cat", "0", "tree/lengths-disagree", "tree 0, line 27"],
    ["threshold", "1 -1", "lightgbm/bad-value", "tree 0, node 0"],
    ["threshold", "-1 -1", "lightgbm/bad-value", "tree 0, node 0"],
    ["threshold", "0.5 -1", "lightgbm/bad-value", "tree 0, node 0"],
    ["decision_type", "1 1", "lightgbm/bad-value", "tree 0, node 1"],
  ];
  it.each(damages)("%s=%s", (key, value, code, at) => {
    const damaged = set.replace(new RegExp(`\n${key}=.*`), `\n${key}=${value}`);
    expect(damaged).not.toBe(set);
    expect(faultsOf(damaged)[0]).toEqual({ code, at });
  });

  it.each(["1||", "a", "-1", "2.5", "4294967296", "0|1"])("dumped as %s", (codes) => {
    expect(faultsOf(dumpedSet(codes))).toEqual([
      { code: "json/wrong-type", at: `${ROOT}.threshold` },
    ]);
  });

  it("without their sets", () => {
    const lost = withLine("decision_type", "decision_type=1 2");
    expect(faultsOf(lost)).toEqual([{ code: "lightgbm/missing-key", at: "tree 0" }]);
    expect(text).toContain("num_cat=0");
  });

  it("any change of bytes", () => surviveByteMutations(bytesOf(set), 500));
});
