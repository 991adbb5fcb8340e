import { describe, expect, it } from "vitest";
import { evaluate } from "../../../../src/core/ir/evaluate.ts";
import type { Lookup } from "../../../../src/core/ir/model.ts";
import { nextDown64, nextUp64 } from "../../../../src/core/math.ts";
import { mapSteps } from "../../../support/steps.ts";
import { bytesOf, changed, faultsOf, read, surviveByteMutations } from "../reading.ts";
import { dump, text } from "./document.ts";

const CODE = "lightgbm/pandas-columns";

interface Column {
  readonly name: string;
  readonly info: string;
}

/** Constant trees over columns of these infos, trained on frames with these lists of categories. */
function documentOf(columns: readonly Column[], lists: unknown, parameter = ""): string {
  const values = (key: keyof Column) => columns.map((column) => column[key]).join(" ");
  return `tree
version=v4
num_class=1
num_tree_per_iteration=1
max_feature_idx=${columns.length - 1}
objective=regression
feature_names=${values("name")}
feature_infos=${values("info")}

Tree=0
num_leaves=1
num_cat=0
leaf_value=1

end of trees

parameters:
[boosting: gbdt]
${parameter === "" ? "" : `[categorical_feature: ${parameter}]\n`}end of parameters

pandas_categorical:${JSON.stringify(lists)}
`;
}

const load = { name: "load", info: "[-3:7.5]" };
const colour = { name: "colour", info: "-1:2:0:1" };
const size = { name: "size", info: "0:1" };
const grade = { name: "grade", info: "[0:2]" };
const one = { name: "one", info: "none" };
const COLOURS = ["blü", "red", "*/"];

const featuresOf = (document: string) => read(document).inputs.features;
const chainOf = (document: string, feature: number) =>
  mapSteps(read(document).steps)[0]!.columns[feature]!.chain;

describe("lightgbm: columns of pandas categories", () => {
  it("gives codes a table of what they stand for", () => {
    const document = documentOf([load, colour], [COLOURS]);
    expect(featuresOf(document)).toEqual([
      { name: "load", range: [-3, 7.5] },
      { name: "colour", categories: COLOURS },
    ]);
    expect(chainOf(document, 1).map(({ kind }) => kind)).toEqual(["flush"]);
    expect(read(document).origin.notes).toEqual([
      "Categories of pandas, given as their codes: colour.",
    ]);
  });

  it("looks numbers up, any other being NaN", () => {
    const document = documentOf([load, size], [[20, 10]]);
    expect(featuresOf(document)[1]).toEqual({ name: "size" });
    const [lookup] = chainOf(document, 1) as readonly [Lookup];
    expect(lookup).toEqual({
      kind: "lookup",
      edges: [10, nextUp64(10), 20, nextUp64(20)],
      values: [Number.NaN, 1, Number.NaN, 0, Number.NaN],
      missing: null,
    });
    expect(read(document).origin.notes).toEqual([
      "Categories of pandas, given as the numbers they are: size.",
    ]);
  });

  it("looks up neighbouring numbers, zero and truth values", () => {
    const next = Math.fround(nextUp64(1));
    const edges = (list: unknown[]) => (chainOf(documentOf([size], [list]), 0)[0] as Lookup).edges;
    expect(edges([false, true])).toEqual([0, nextUp64(0), 1, nextUp64(1)]);
    expect(edges([-1, 0])).toEqual([-1, nextUp64(-1), 0, nextUp64(0)]);
    expect(next).toBe(1);
    const subnormal = 2 ** -149;
    expect(edges([subnormal, 0])).toEqual([0, nextUp64(0), subnormal, nextUp64(subnormal)]);
    const document = documentOf([size], [[-1, 0]]);
    expect(evaluate(read(document), [-0]).prediction).toBe(1);
  });

  it.each<readonly unknown[]>([
    [0.1, 0.2],
    [16777217, 2],
    ["a", 1],
    [1, true],
    [null, 1],
    [[1], 2],
  ])("gives codes for %j and %j, which are not distinct numbers of float32", (...list) => {
    const document = documentOf([size], [list]);
    const names = list.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
    expect(featuresOf(document)[0]).toMatchObject({ categories: names });
  });

  it("finds ordered categories, which are numbers to LightGBM, where only one place is left", () => {
    const columns = [load, colour, grade, one];
    const lists = [COLOURS, ["lo", "mid", "hi"], ["x"]];
    const found = featuresOf(documentOf(columns, lists, "1,3"));
    expect(found.map(({ categories }) => categories?.length)).toEqual([undefined, 3, 3, 1]);
    // Without the parameter, nothing says that the last column is of categories; grade or it could be.
    expect(faultsOf(documentOf(columns, [COLOURS, ["a", "b", "c"]]))).toEqual([
      { code: CODE, at: "line 21" },
    ]);
  });

  it("takes what training was told over what the infos show", () => {
    const document = documentOf([one, load, size], [["x"], ["s", "l"]], "0,2");
    expect(featuresOf(document).map(({ categories }) => categories)).toEqual([
      ["x"],
      undefined,
      ["s", "l"],
    ]);
  });

  it("refuses lists that fit no columns", () => {
    const refused = (columns: readonly Column[], lists: unknown, parameter?: string) =>
      expect(faultsOf(documentOf(columns, lists, parameter))[0]?.code).toBe(CODE);
    refused([load], [["a"]]);
    refused([colour], [["a", "b"]]);
    refused([colour, size], [COLOURS]);
    refused(
      [grade, grade, load].map((column, i) => ({ ...column, name: `f${i}` })),
      [COLOURS],
    );
    refused([{ name: "half", info: "[0:0.5]" }], [COLOURS]);
    refused([{ name: "below", info: "[-1:2]" }], [COLOURS]);
    refused([{ name: "above", info: "[0:3]" }], [COLOURS]);
    expect(faultsOf(documentOf([colour], "abc"))[0]?.code).toBe("lightgbm/bad-value");
    expect(faultsOf(documentOf([colour], [1]))[0]?.code).toBe("lightgbm/bad-value");
    expect(faultsOf(documentOf([colour], null).replace("null", "[["))[0]).toEqual({
      code: "lightgbm/bad-value",
      at: "line 21",
    });
  });

  it("knows frames without categories, and none at all", () => {
    expect(featuresOf(documentOf([load], []))).toEqual([{ name: "load", range: [-3, 7.5] }]);
    expect(featuresOf(documentOf([load], null))).toEqual([{ name: "load", range: [-3, 7.5] }]);
    expect(faultsOf(text.replace("categorical:null", "categorical:[[1],[2],[3]]"))[0]?.code).toBe(
      CODE,
    );
  });

  it("reads the dump's infos", () => {
    const values = { min_value: -1, max_value: 2, values: [-1, 2, 0, 1] };
    const infos = changed(dump, "feature_infos", { rms: values });
    const { features } = read(changed(infos, "pandas_categorical", [COLOURS])).inputs;
    expect(features).toEqual([{ name: "rms", categories: COLOURS }, { name: "temp=C" }]);
  });

  it("takes a bounded time to place many lists on many columns", () => {
    const columns = Array.from({ length: 3000 }, (_, i) => ({ name: `c${i}`, info: "none" }));
    const lists = columns.slice(0, 2000).map(() => ["a"]);
    expect(faultsOf(documentOf(columns, lists))[0]?.code).toBe(CODE);
  });

  it("has no edge between a number and the next", () => {
    const [lookup] = chainOf(documentOf([size], [[1, 2]]), 0) as readonly [Lookup];
    expect(lookup.edges[1]).toBe(nextUp64(1));
    expect(nextDown64(lookup.edges[1]!)).toBe(1);
  });

  it("any change of bytes", () =>
    surviveByteMutations(
      bytesOf(documentOf([load, colour, grade, one], [COLOURS, ["lo"], [1]])),
      500,
    ));
});
