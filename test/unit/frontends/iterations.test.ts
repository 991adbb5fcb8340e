import { describe, expect, it } from "vitest";
import { Problems } from "../../../src/core/diagnostics/diagnostic.ts";
import { readModel } from "../../../src/core/frontends/index.ts";
import { chooseIterations, type Iterations } from "../../../src/core/frontends/iterations.ts";
import { codesOf } from "../../support/diagnostics.ts";
import { readFixtureFile } from "../../support/fixtures.ts";
import { bytesOf, changed } from "./reading.ts";
import { document } from "./xgboost-document.ts";

const BOOSTER = { choice: "all", who: "Booster.predict" } as const;
const WRAPPER = { choice: "best", who: "the scikit-learn wrapper" } as const;

function choose(wanted: Iterations | undefined, best: number | undefined, standard = BOOSTER) {
  const problems = new Problems();
  const chosen = chooseIterations(wanted, { total: 9, best, standard }, problems, "model");
  return { ...chosen, codes: problems.all.map(({ code }) => code) };
}

describe("chooseIterations", () => {
  it.each<
    readonly [
      Iterations | undefined,
      number | undefined,
      typeof BOOSTER | typeof WRAPPER,
      number,
      string,
    ]
  >([
    [undefined, undefined, BOOSTER, 9, ""],
    [undefined, 9, WRAPPER, 9, ""],
    [undefined, 14, WRAPPER, 9, ""],
    ["all", undefined, BOOSTER, 9, ""],
    ["best", 9, BOOSTER, 9, ""],
    [9, undefined, BOOSTER, 9, ""],
    [
      undefined,
      4,
      BOOSTER,
      9,
      "all 9 iterations are used, as Booster.predict does; early stopping found the first 4 best (--iterations best takes those)",
    ],
    [
      undefined,
      4,
      WRAPPER,
      4,
      "the first 4 of 9 iterations are used, as the scikit-learn wrapper does: those to the best one (--iterations all takes all)",
    ],
    [
      "best",
      4,
      BOOSTER,
      4,
      "the first 4 of 9 iterations are used, as --iterations says: those to the best one (--iterations all takes all)",
    ],
    [
      "all",
      4,
      WRAPPER,
      9,
      "all 9 iterations are used, as --iterations says; early stopping found the first 4 best (--iterations best takes those)",
    ],
    [
      6,
      4,
      WRAPPER,
      6,
      "the first 6 of 9 iterations are used, as --iterations says; early stopping found the first 4 best (--iterations best takes those)",
    ],
    [2, undefined, BOOSTER, 2, "the first 2 of 9 iterations are used, as --iterations says"],
  ])("%j where %j are best, %o", (wanted, best, standard, used, note) => {
    const notes = note === "" ? [] : [note];
    expect(choose(wanted, best, standard as typeof BOOSTER)).toEqual({ used, notes, codes: [] });
  });

  it("refuses a best that the file does not name, and more than it has", () => {
    expect(choose("best", undefined).codes).toEqual(["model/no-best-iteration"]);
    expect(choose(10, 4).codes).toEqual(["model/too-few-iterations"]);
  });
});

describe("--iterations on files", () => {
  const stopped = changed(document, "learner.attributes", { best_iteration: "0" });
  const trees = (from: unknown, iterations?: Iterations) =>
    readModel({ name: "m.json", bytes: bytesOf(from) }, iterations ? { iterations } : {}).predictor
      .roots.length;

  it("takes all of a Booster's, and the best of a wrapper's", () => {
    expect(trees(stopped)).toBe(2);
    expect(trees(changed(stopped, "learner.attributes.scikit_learn", "{}"))).toBe(1);
    expect(trees(stopped, "best")).toBe(1);
    expect(trees(stopped, 1)).toBe(1);
  });

  it("counts parallel trees and classes as one iteration, with and without a list of ends", () => {
    const parallel = changed(
      document,
      "learner.gradient_booster.model.gbtree_model_param.num_parallel_tree",
      "2",
    );
    const ends = "learner.gradient_booster.model.iteration_indptr";
    expect(trees(changed(parallel, ends, undefined), 1)).toBe(2);
    expect(trees(changed(parallel, ends, [0, 2]), 1)).toBe(2);
    expect(codesOf(() => trees(changed(parallel, ends, [0, 2]), 2))).toEqual([
      "model/too-few-iterations",
    ]);
  });

  it("is refused for what has no boosting iterations", () => {
    for (const [name, file] of [
      ["sklearn-1.9.1-rfc", "model.joblib"],
      ["ml-cart-classifier", "model.json"],
    ] as const) {
      const source = { name: file, bytes: readFixtureFile(name, file) };
      expect(codesOf(() => readModel(source, { iterations: 2 }))).toEqual(["model/no-iterations"]);
    }
  });
});
