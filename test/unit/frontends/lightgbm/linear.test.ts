import { describe, expect, it } from "vitest";
import { createBatchEvaluator } from "../../../../src/core/ir/evaluate-batch.ts";
import { nextUp64 } from "../../../../src/core/math.ts";
import { bytesOf, changed, faultsOf, read, surviveByteMutations } from "../reading.ts";
import { dump, ROOT, rawOf, text } from "./document.ts";

const ZERO = 1.0000000180025095e-35;
const { NaN: NAN } = Number;

/** Tree 0 with linear leaves: 0 of x[0] twice and x[1], 1 of x[1], 2 constant. */
function linear(
  counts = "3 1 0",
  features = "0 1 0  1    ",
  coefficients = "0.1 0.2 0.3  2    ",
  constants = "0.5 1 4",
): string {
  const lines = `leaf_const=${constants}\nnum_features=${counts}\nleaf_features=${features}\nleaf_coeff=${coefficients}\n`;
  return text.replace("is_linear=0\n", `is_linear=1\n${lines}`);
}

const leafWith = (leaf: object) => ({ leaf_count: 1, ...leaf });

describe("lightgbm: linear leaves", () => {
  it("add constant, then each coefficient times its feature, in the order listed", () => {
    const [a, b] = [-1.1, 1.7];
    const sum = 0.5 + 0.1 * a + 0.2 * b + 0.3 * a;
    expect(rawOf(linear(), [a, b])).toBe(sum + 0.2);
    expect(sum).not.toBe(0.5 + (0.1 * a + (0.2 * b + 0.3 * a)));
    expect(rawOf(linear(), [0, 3.25])).toBe(1 + 2 * 3.25 + 0.2);
  });

  it("without terms are their constant, whatever leaf_value says", () => {
    expect(rawOf(linear(), [3, 0])).toBe(4 + 0.2);
    expect(read(linear()).predictor.leaves.values).toContain(4);
  });

  it("are worth leaf_value where a feature of theirs is NaN", () => {
    expect(rawOf(linear(), [-2, NAN])).toBe(-0.25 + 0.2);
    const left = linear().replace("decision_type=8 2", "decision_type=10 2");
    expect(rawOf(left, [-2, NAN])).toBe(0.1 + 0.2);
    expect(rawOf(left, [3, NAN])).toBe(4 + 0.2);
  });

  it("see zeros as the splits do", () => {
    const big = linear("1 1 0", "0 1", "1e35 1e35");
    const raw = (x: number) => rawOf(big.replace("threshold=2.5 -1", "threshold=-5 5"), [0, x]);
    expect([raw(ZERO), raw(-ZERO)]).toEqual([1 + 0.2, 1 + 0.2]);
    expect(raw(nextUp64(ZERO))).toBe(1 + nextUp64(ZERO) * 1e35 + 0.2);
  });

  it("are the same in the dump", () => {
    const leaves = {
      left_child: {
        ...dump.tree_info[0]!.tree_structure.left_child,
        left_child: leafWith({
          leaf_value: 0.1,
          leaf_const: 0.5,
          leaf_features: [0, 1, 0],
          leaf_coeff: [0.1, 0.2, 0.3],
        }),
        right_child: leafWith({
          leaf_value: 0.5,
          leaf_const: 4,
          leaf_features: [],
          leaf_coeff: [],
        }),
      },
      right_child: leafWith({
        leaf_value: -0.25,
        leaf_const: 1,
        leaf_features: [1],
        leaf_coeff: [2],
      }),
    };
    const root = { ...dump.tree_info[0]!.tree_structure, ...leaves };
    expect(read(changed(dump, ROOT, root)).predictor.leaves).toEqual(
      read(linear()).predictor.leaves,
    );
  });

  it("are summed alike by the evaluator of many rows", () => {
    const model = read(linear());
    const rows = [-1.1, 1.7, 0, 3.25, NAN, NAN, 3, 0, -1e308, -1e308];
    const { raw } = createBatchEvaluator(model).run(Float64Array.from(rows), 5);
    expect(Array.from(raw)).toEqual(
      [0, 1, 2, 3, 4].map((i) => rawOf(linear(), rows.slice(2 * i, 2 * i + 2))),
    );
  });

  const damages: [Parameters<typeof linear>, string, string][] = [
    [["3 1 1"], "tree/lengths-disagree", "tree 0, line 30"],
    [["3 1"], "tree/lengths-disagree", "tree 0, line 29"],
    [["3 -1 0", "0 1 0", "1 1 1"], "lightgbm/bad-value", "tree 0, leaf 1"],
    [["2147483647 2147483647 2147483647"], "tree/lengths-disagree", "tree 0, line 30"],
    [["3 1 0", "0 1 2 1"], "tree/feature-out-of-range", "tree 0, leaf 0"],
    [["3 1 0", "0 1 -1 1"], "tree/feature-out-of-range", "tree 0, leaf 0"],
    [["3 1 0", "0 1 0 1", "1 1 1"], "tree/lengths-disagree", "tree 0, line 31"],
    [["3 1 0", "0 1 0 1", "1 inf 1 1"], "tree/non-finite-leaf", "tree 0, leaf 0"],
    [["3 1 0", "0 1 0 1", "1 1 1 1", "0 nan 0"], "tree/non-finite-leaf", "tree 0, leaf 1"],
    [["3 1 0", "0 1 0 1", "1 1 1 1", "0 0 inf"], "tree/non-finite-leaf", "tree 0, leaf 2"],
  ];
  it.each(damages)("damaged: %j", (values, code, at) => {
    expect(faultsOf(linear(...values))).toContainEqual({ code, at });
  });

  it("without their lines", () => {
    const lost = text.replace("is_linear=0", "is_linear=1");
    expect(faultsOf(lost)).toContainEqual({ code: "lightgbm/missing-key", at: "tree 0" });
    expect(faultsOf(changed(dump, `${ROOT}.right_child.leaf_const`, 1))[0]).toEqual({
      code: "json/missing-key",
      at: `${ROOT}.right_child`,
    });
  });

  it("any change of bytes", () => surviveByteMutations(bytesOf(linear()), 500));
});
