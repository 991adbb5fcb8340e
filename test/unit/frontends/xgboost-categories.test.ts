import { describe, expect, it } from "vitest";
import { edgesOfLeft } from "../../../src/core/frontends/xgboost/category-sets.ts";
import { evaluate } from "../../../src/core/ir/evaluate.ts";
import { mapSteps } from "../../support/steps.ts";
import { changed, faultsOf, read, surviveStructureMutations } from "./reading.ts";
import { document, MODEL, tree } from "./xgboost-document.ts";

const INFINITY = Number.POSITIVE_INFINITY;

/** The root of the first tree asks whether x[1] is one of three categories. */
const categorical = changed(document, `${MODEL}.trees[0]`, {
  ...tree,
  split_type: [1, 0, 0, 0, 0],
  split_conditions: ["<NaN>", ...tree.split_conditions.slice(1)],
  categories_nodes: [0],
  categories_segments: [0],
  categories_sizes: [3],
  categories: [4, 1, 2],
});

const goesLeft = (edges: readonly number[], x: number) =>
  edges.filter((edge) => edge <= x).length % 2 === 1;

describe("edgesOfLeft", () => {
  const left = (right: number[], missing: "left" | "right", major: number, minor: number) =>
    edgesOfLeft(right, { release: [major, minor, 0], missing });

  it("sends left all that is not listed, from 1.7 on", () => {
    for (const missing of ["left", "right"] as const) {
      expect(left([0, 3, 4], missing, 1, 7)).toEqual([-INFINITY, 0, 1, 3, 5]);
    }
  });

  it("sends what no category is where NaN goes, up to 1.6", () => {
    expect(left([0, 3, 4], "left", 1, 6)).toEqual([-INFINITY, 0, 1, 3, 5]);
    expect(left([0, 3, 4], "right", 1, 6)).toEqual([1, 3, 5, 32]);
    expect(left([3, 31], "right", 1, 6)).toEqual([0, 3, 4, 31]);
    expect(left([32], "right", 1, 6)).toEqual([0, 32, 33, 64]);
  });

  it("agrees with the rule number by number", () => {
    const numbers = [-INFINITY, -1, -0.4, -0, 0, 0.9, 1, 2, 2.7, 3, 31, 31.5, 32, 63, 64, INFINITY];
    for (const right of [[0], [2], [0, 1, 2], [1, 31], [2, 32, 40], [31]]) {
      const words = 32 * (Math.floor(right.at(-1)! / 32) + 1);
      for (const x of numbers) {
        const isListed = x >= 0 && right.includes(Math.trunc(x));
        expect(goesLeft(left(right, "right", 2, 0), x), `${x} of ${right}`).toBe(!isListed);
        const isCategory = x >= 0 && x < words;
        expect(goesLeft(left(right, "right", 1, 6), x)).toBe(isCategory && !isListed);
      }
    }
  });
});

describe("xgboost: categorical splits", () => {
  it("send the listed ones right, as sets in the IR", () => {
    const model = read(categorical);
    expect(model.predictor.sets).toEqual([Float64Array.of(-INFINITY, 1, 3, 4, 5)]);
    const first = (x: number) => evaluate(model, [0, x]).leaves[0];
    const [listed, other] = [first(4), first(3)];
    expect(listed).not.toBe(other);
    expect([1, 2.9, 4.5].map(first)).toEqual([listed, listed, listed]);
    expect([0, 0.5, -1, 3, 5, 1e9].map(first)).toEqual(Array(6).fill(other));
  });

  it.each<readonly [path: string, value: unknown, code: string, at?: string]>([
    ["categories_segments", [1], "xgboost/bad-parameter", "categories_segments[0]"],
    ["categories_sizes", [4], "xgboost/bad-parameter", "categories_segments[0]"],
    ["categories_sizes", [0], "xgboost/bad-parameter", "categories_segments[0]"],
    ["categories_sizes", [], "xgboost/bad-parameter", "categories_segments[0]"],
    ["categories_nodes", [7], "xgboost/bad-parameter", "categories_segments[0]"],
    ["categories_nodes", [], "xgboost/bad-parameter", "split_type[0]"],
    ["categories_nodes", undefined, "xgboost/bad-parameter", "split_type[0]"],
    ["categories", [1, 2, -1], "xgboost/bad-parameter", "categories_segments[0]"],
    ["categories", [1, 2, 0.5], "xgboost/bad-parameter", "categories_segments[0]"],
    ["categories", [1, 2, 2 ** 24], "xgboost/bad-parameter", "categories_segments[0]"],
    ["categories", [1, 2, "x"], "json/wrong-type", "categories[2]"],
    ["split_type[2]", 1, "xgboost/bad-parameter", "split_type[2]"],
    ["split_type[2]", 2, "xgboost/bad-parameter", "split_type[2]"],
  ])("%s = %j is a fault", (path, value, code, place) => {
    const at = `${MODEL}.trees[0].${place}`;
    expect(faultsOf(changed(categorical, `${MODEL}.trees[0].${path}`, value))).toEqual([
      { code, at },
    ]);
  });

  it("lists that share categories, which could ask for more memory than the file", () => {
    const shared = changed(categorical, `${MODEL}.trees[0]`, {
      ...categorical.learner.gradient_booster.model.trees[0],
      split_type: [1, 0, 1, 0, 0],
      categories_nodes: [0, 2],
      categories_segments: [0, 0],
      categories_sizes: [3, 3],
    });
    expect(faultsOf(shared)).toEqual([
      { code: "xgboost/bad-parameter", at: `${MODEL}.trees[0].categories_segments[1]` },
    ]);
  });
});

describe("xgboost: what codes stand for", () => {
  const bytes = (text: string) => [...new TextEncoder().encode(text)].map((b) => (b << 24) >> 24);
  const withCats = (enc: unknown) =>
    changed(
      changed(categorical, `${MODEL}.cats`, { enc, feature_segments: [], sorted_idx: [] }),
      "learner.feature_types",
      ["float", "c"],
    );
  const plain = { offsets: [], values: [] };

  it("names, with a table for those who fill the row", () => {
    // A letter other than ASCII is cut to its first byte by releases 3.1 to 3.3.
    const values = [...bytes("red"), -61, ...bytes("空")];
    const model = read(withCats([plain, { offsets: [0, 3, 4, 7], values }]));
    expect(model.inputs.features).toEqual([
      { name: "rms" },
      { name: "temp", categories: ["red", "\ufffd", "空"] },
    ]);
    expect(model.origin.notes).toEqual([
      "temp: a category's position in the file's list, which the header has.",
      "XGBoost 3.1 to 3.3 cut letters other than ASCII in names of categories: some are damaged.",
    ]);
  });

  it("whole numbers, which are looked up", () => {
    const model = read(withCats([plain, { type: 15, values: [30, -7, 10, 20, 99] }]));
    const codes = [30, -7, 10, 20, 99, 11, -7.5, Number.NaN].map(
      (x) => evaluate(model, [0, x]).leaves[0],
    );
    const [left, right] = [codes[0], codes[1]];
    // 30 is code 0, 20 code 3; 99 is code 4. Others are missing, and the root sends NaN left.
    expect(codes).toEqual([left, right, right, left, right, left, left, left]);
    expect(model.origin.notes).toEqual([
      "temp: the categories themselves, which are whole numbers, as in a DataFrame; any other counts as missing.",
    ]);
  });

  it("codes whose names the file lacks", () => {
    for (const none of [withCats([]), withCats([plain, plain])]) {
      const { inputs, origin, steps } = read(none);
      expect(inputs.features).toEqual([{ name: "rms" }, { name: "temp" }]);
      expect(origin.notes).toEqual(["temp: category codes, whose names the file lacks."]);
      expect(mapSteps(steps)[0]!.columns.map(({ chain }) => chain.length)).toEqual([1, 1]);
    }
  });

  it("numbers that are their own codes, as they are", () => {
    const { steps } = read(withCats([plain, { type: 15, values: [0, 1, 2, 3, 4] }]));
    expect(mapSteps(steps)[0]!.columns[1]!.chain).toEqual([{ kind: "cast", type: "f32" }]);
  });

  it("numbers that float32 does not hold, as names", () => {
    const { inputs } = read(withCats([plain, { type: 15, values: [5, 2 ** 24 + 1, -3, 7, 8] }]));
    expect(inputs.features[1]).toEqual({
      name: "temp",
      categories: ["5", "16777217", "-3", "7", "8"],
    });
  });

  it.each<readonly [what: string, enc: unknown, code: string, at: string]>([
    ["too few", [plain], "tree/lengths-disagree", "enc"],
    ["twice", [plain, { type: 15, values: [1, 1] }], "xgboost/bad-parameter", "enc[1].values"],
    ["fractions", [plain, { type: 15, values: [0.5] }], "xgboost/bad-parameter", "enc[1].values"],
    ["huge", [plain, { type: 15, values: [2 ** 53] }], "xgboost/bad-parameter", "enc[1].values"],
    [
      "offsets beyond the bytes",
      [plain, { offsets: [0, 9], values: [65] }],
      "xgboost/bad-parameter",
      "enc[1].offsets[1]",
    ],
    [
      "falling offsets",
      [plain, { offsets: [1, 0], values: [65] }],
      "xgboost/bad-parameter",
      "enc[1].offsets[1]",
    ],
  ])("%s is a fault", (_, enc, code, at) => {
    expect(faultsOf(withCats(enc))).toEqual([{ code, at: `${MODEL}.cats.${at}` }]);
  });

  it("any change of the value tree", () => {
    const rich = withCats([
      { type: 9, values: [3, 5, 8] },
      { offsets: [0, 3, 4, 5, 6, 7], values: bytes("redabcd") },
    ]);
    surviveStructureMutations(rich, 800);
  });
});
