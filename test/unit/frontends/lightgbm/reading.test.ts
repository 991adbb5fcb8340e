import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readModel } from "../../../../src/core/frontends/index.ts";
import { nextDown64, nextUp64 } from "../../../../src/core/math.ts";
import { codesOf } from "../../../support/diagnostics.ts";
import { settings } from "../../../support/property.ts";
import { mapSteps } from "../../../support/steps.ts";
import {
  changed,
  faultsOf,
  read,
  surviveByteMutations,
  surviveStructureMutations,
} from "../reading.ts";
import { dump, ROOT, rawOf, text, withLine, withValue } from "./document.ts";

const ZERO = 1.0000000180025095e-35;

describe("lightgbm: what the IR says", () => {
  const model = read(text);

  it("names the origin and the features", () => {
    expect(model.origin).toMatchObject({
      library: "LightGBM",
      version: "",
      estimator: "binary",
      transformers: [],
      notes: [],
    });
    expect(model.inputs).toMatchObject({
      features: [{ name: "rms", range: [-3.5, 7] }, { name: "temp=C" }],
      named: true,
    });
  });

  it("is the same from the text, from the dump and with Windows' line ends", () => {
    const facts = ({ inputs, steps, predictor, head }: typeof model) => ({
      inputs,
      steps,
      leaves: predictor.leaves,
      head,
      kinds: predictor.nodes.kind,
      flags: predictor.nodes.flags,
      thresholds: predictor.nodes.threshold,
    });
    expect(facts(read(dump))).toEqual(facts(model));
    expect(facts(read(text.replaceAll("\n", "\r\n")))).toEqual(facts(model));
  });

  it("compares doubles with <=, after zeros are flushed", () => {
    expect(mapSteps(model.steps)[0]!.columns[0]!.chain).toEqual([{ kind: "flush", limit: ZERO }]);
    expect(Array.from(model.predictor.nodes.threshold.subarray(0, 2))).toEqual([2.5, -1]);
    expect(rawOf(text, [-1, 2.5])).toBe(0.1 + 0.2);
    expect(rawOf(text, [nextUp64(-1), 2.5])).toBe(0.7);
    expect(rawOf(text, [-1, nextUp64(2.5)])).toBe(-0.25 + 0.2);
  });

  it("takes all within 1e-35f for zero", () => {
    const above = withValue("threshold", `${-ZERO} -1`);
    expect(rawOf(above, [0, -ZERO])).toBe(-0.25 + 0.2);
    expect(rawOf(above, [0, nextDown64(-ZERO)])).toBe(0.7);
    const below = withValue("threshold", `${ZERO} -1`);
    expect(rawOf(below, [0, ZERO])).toBe(0.7);
    expect(rawOf(below, [0, nextUp64(ZERO)])).toBe(-0.25 + 0.2);
  });

  it("sends NaN to the default only where training saw some, else where zero goes", () => {
    expect(rawOf(text, [0, Number.NaN])).toBe(-0.25 + 0.2);
    expect(rawOf(withValue("decision_type", "10 2"), [0, Number.NaN])).toBe(0.7);
    // No missing type: 0 <= 2.5, and not 0 <= -1, whatever the default says.
    expect(rawOf(withValue("decision_type", "0 2"), [Number.NaN, Number.NaN])).toBe(0.7);
    expect(rawOf(withValue("decision_type", "2 0"), [Number.NaN, Number.NaN])).toBe(0.7);
    expect(rawOf(withValue("threshold", "-2.5 -1").replace("=8 2", "=2 2"), [0, Number.NaN])).toBe(
      -0.25 + 0.2,
    );
  });

  it("says whether training saw NaN", () => {
    expect(model.inputs.training.seen).toBe("yes");
    expect(read(withValue("decision_type", "2 2")).inputs.training.seen).toBe("unknown");
  });

  it("reads infinite thresholds of both forms", () => {
    const everything = [rawOf(withValue("threshold", "inf -1"), [0, Number.POSITIVE_INFINITY])];
    for (const threshold of [1e300, "<Infinity>"]) {
      const dumped = changed(dump, `${ROOT}.threshold`, threshold);
      everything.push(rawOf(dumped, [0, Number.POSITIVE_INFINITY]), rawOf(dumped, [0, 1e308]));
    }
    expect(everything).toEqual(everything.map(() => 0.7));
    expect(rawOf(changed(dump, `${ROOT}.threshold`, -1e300), [0, -1e308])).toBe(-0.25 + 0.2);
  });

  it("does not take Column_0, Column_1, ... for names", () => {
    expect(read(withValue("feature_names", "Column_0 Column_1")).inputs).toMatchObject({
      features: [{ name: "f0" }, { name: "f1" }],
      named: false,
    });
    expect(read(withValue("feature_names", "Column_1 Column_0")).inputs.named).toBe(true);
  });
});

describe("lightgbm: damaged text", () => {
  const damages: [string, string | undefined, string, string][] = [
    ["version", undefined, "lightgbm/missing-key", "the header"],
    ["num_class", "-1", "lightgbm/bad-value", "line 3"],
    ["num_class", "1 1", "lightgbm/bad-value", "line 3"],
    ["num_tree_per_iteration", "2", "lightgbm/bad-value", "line 4"],
    ["num_tree_per_iteration", "0", "model/too-many", "line 4"],
    ["num_tree_per_iteration", "2000000000", "model/too-many", "line 4"],
    ["max_feature_idx", "2000000000", "model/too-many", "line 6"],
    ["max_feature_idx", "99999999999", "lightgbm/bad-value", "line 6"],
    ["max_feature_idx", "0", "model/feature-names", "line 8"],
    ["feature_names", undefined, "lightgbm/missing-key", "the header"],
    ["feature_names", "a a", "model/duplicate-feature", "line 8"],
    ["tree_sizes", "300", "tree/lengths-disagree", "line 10"],
    ["num_leaves", "4000000000", "lightgbm/bad-value", "tree 0, line 13"],
    ["num_leaves", "0", "lightgbm/bad-value", "tree 0, line 13"],
    ["num_leaves", undefined, "lightgbm/missing-key", "tree 0"],
    ["num_cat", undefined, "lightgbm/missing-key", "tree 0"],
    ["split_feature", "1", "tree/lengths-disagree", "tree 0, line 15"],
    ["split_feature", "1 2", "tree/feature-out-of-range", "tree 0, node 1"],
    ["split_feature", "-1 0", "tree/feature-out-of-range", "tree 0, node 0"],
    ["threshold", "2.5 nan", "tree/nan-threshold", "tree 0, node 1"],
    ["threshold", "2.5 x", "lightgbm/bad-value", "tree 0, line 17"],
    ["threshold", undefined, "lightgbm/missing-key", "tree 0"],
    ["decision_type", "12 2", "lightgbm/bad-value", "tree 0, node 0"],
    ["decision_type", "8 -2", "lightgbm/bad-value", "tree 0, node 1"],
    ["left_child", "2 -1", "tree/child-out-of-range", "tree 0, node 0"],
    ["left_child", "1 -4", "tree/child-out-of-range", "tree 0, node 1"],
    ["left_child", "1 0", "tree/cycle", "tree 0, node 0"],
    ["left_child", "1 1", "tree/cycle", "tree 0, node 1"],
    ["right_child", "-2 -1", "tree/cycle", "tree 0, leaf 0"],
    ["leaf_value", "0.1 inf 0.5", "tree/non-finite-leaf", "tree 0, leaf 1"],
    ["leaf_value", "0.1 0.5", "tree/lengths-disagree", "tree 0, line 21"],
    ["leaf_count", "1 2", "tree/lengths-disagree", "tree 0, line 23"],
    ["internal_count", "1 x", "lightgbm/bad-value", "tree 0, line 26"],
  ];
  it.each(damages)("%s=%s", (key, value, code, at) => {
    const line = value === undefined ? undefined : `${key}=${value}`;
    expect(faultsOf(withLine(key, line))[0]).toEqual({ code, at });
  });

  it("a line of the header that no release writes", () => {
    expect(faultsOf(withLine("objective", "obiective=binary"))).toEqual([
      { code: "lightgbm/unknown-line", at: "line 7" },
    ]);
  });

  it("trees out of order, or none", () => {
    expect(faultsOf(text.replace("Tree=1", "Tree=2"))).toEqual([
      { code: "lightgbm/bad-value", at: "line 31" },
    ]);
    const none = text.slice(0, text.indexOf("Tree=0")) + text.slice(text.indexOf("end of trees"));
    expect(faultsOf(none.replace(/tree_sizes=.*/, "tree_sizes="))).toEqual([
      { code: "model/no-trees", at: "line 10" },
    ]);
  });

  it("both faults of two trees at once", () => {
    const first = withValue("left_child", "9 -1");
    expect(faultsOf(first.replace("leaf_value=0.2", "leaf_value=nan"))).toEqual([
      { code: "tree/child-out-of-range", at: "tree 0, node 0" },
      { code: "tree/non-finite-leaf", at: "tree 1, leaf 0" },
    ]);
  });

  it("cut short anywhere up to the end of the parameters", () => {
    const whole = text.indexOf("end of parameters");
    for (let end = "tree\n".length; end < whole; end += 7) {
      const inTrees = end < text.indexOf("end of trees") + "end of trees".length;
      const afterwards = end >= text.indexOf("parameters:") + "parameters:".length;
      if (!inTrees && !afterwards) continue;
      const codes = faultsOf(text.slice(0, end)).map(({ code }) => code);
      expect(["input/truncated", "lightgbm/unknown-line", "lightgbm/bad-value"]).toContain(
        codes[0],
      );
    }
  });

  it("that is not UTF-8", () => {
    const bytes = new TextEncoder().encode(text);
    bytes[text.indexOf("rms")] = 0xff;
    expect(codesOf(() => readModel({ name: "model.txt", bytes }))).toEqual(["lightgbm/not-utf-8"]);
  });

  it("any change of bytes", () => surviveByteMutations(new TextEncoder().encode(text), 800));

  it("any change of lines", () => {
    const lines = text.split("\n");
    const edit = fc.record({
      place: fc.nat(lines.length - 1),
      other: fc.nat(lines.length - 1),
      kind: fc.constantFrom("remove", "repeat", "swap", "value", "join"),
      value: fc.constantFrom(
        ...["", "0", "-1", "1", "2", "3", "-2 -3", "0 0", "nan nan", "inf -inf", "1e999 0", "8 8"],
        ...["4000000000", "2147483647", "v3", "multiclass num_class:2", "binary sigmoid:2", "a b"],
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const mutant = [...lines];
        for (const { place, other, kind, value } of edits) {
          const line = mutant[place] ?? "";
          if (kind === "remove") mutant.splice(place, 1);
          else if (kind === "repeat") mutant.splice(other, 0, line);
          else if (kind === "join") mutant.splice(place, 2, line + (mutant[place + 1] ?? ""));
          else if (kind === "value") mutant[place] = line.replace(/=.*/, `=${value}`);
          else [mutant[place], mutant[other]] = [mutant[other] ?? "", line];
        }
        surviveByteMutations(new TextEncoder().encode(mutant.join("\n")), 1);
      }),
      settings(800),
    );
  });
});

describe("lightgbm: damaged dumps", () => {
  const damages: [string, unknown, string, string][] = [
    ["tree_info", 3, "json/wrong-type", "tree_info"],
    ["tree_info", [], "model/no-trees", "tree_info"],
    ["version", undefined, "json/missing-key", "the document"],
    ["max_feature_idx", 0.5, "model/too-many", "max_feature_idx"],
    ["max_feature_idx", 4e9, "model/too-many", "max_feature_idx"],
    ["num_tree_per_iteration", 2, "lightgbm/bad-value", "num_tree_per_iteration"],
    ["num_tree_per_iteration", 0, "model/too-many", "num_tree_per_iteration"],
    ["feature_names", ["a"], "model/feature-names", "feature_names"],
    [`${ROOT}.left_child`, undefined, "json/missing-key", ROOT],
    [`${ROOT}.left_child`, [], "json/wrong-type", `${ROOT}.left_child`],
    [`${ROOT}.threshold`, "<NaN>", "tree/nan-threshold", ROOT],
    [`${ROOT}.threshold`, "0||1", "json/wrong-type", `${ROOT}.threshold`],
    [`${ROOT}.decision_type`, "<", "json/wrong-type", `${ROOT}.decision_type`],
    [`${ROOT}.missing_type`, "Nan", "json/wrong-type", `${ROOT}.missing_type`],
    [`${ROOT}.default_left`, 1, "json/wrong-type", `${ROOT}.default_left`],
    [`${ROOT}.split_feature`, 2, "tree/feature-out-of-range", ROOT],
    [`${ROOT}.split_feature`, 0.5, "tree/feature-out-of-range", ROOT],
    [`${ROOT}.right_child.leaf_value`, "<Infinity>", "tree/non-finite-leaf", `${ROOT}.right_child`],
  ];
  it.each(damages)("%s = %j", (path, value, code, at) => {
    expect(faultsOf(changed(dump, path, value))[0]).toEqual({ code, at });
  });

  it("nested too deep, or cut short", () => {
    const chain = `{"tree_info":[${'{"left_child":'.repeat(100_000)}1${"}".repeat(100_000)}]}`;
    expect(faultsOf(chain)[0]?.code).toBe("json/too-deep");
    expect(faultsOf(JSON.stringify(dump).slice(0, 600))).toEqual([{ code: "input/truncated" }]);
  });

  it("any change of the value tree", () => surviveStructureMutations(dump, 800));
});
