import {
  choiceAt,
  failType,
  hasKey,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  pathOf,
  stringsAt,
  valueAt,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { FloatType } from "../../ir/number-type.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import {
  type Combine,
  type Forest,
  oneAccumulator,
  type SumCombine,
} from "../../ir/predictors/forest/forest.ts";
import { isF32 } from "../../math.ts";
import { checkCount } from "../feature-list.ts";
import { addTree } from "../tree-arrays.ts";
import { nodeArrays, readNodes, type TreeNode } from "./nodes.ts";
import { exactNumberAt, exactNumbersAt } from "./numbers.ts";

/** The `predictor` of a document. @throws DiagnosticError with all that is wrong in it. */
export function readForest(document: JsonObject, width: number, problems: Problems): Forest {
  const predictor = objectAt(document, "predictor");
  choiceAt(predictor, "kind", ["forest"]);
  const scores = numberAt(predictor, "scores");
  const scoresOk = checkCount("scores", scores, problems, pathOf(predictor, "scores"));
  const combine = readCombine(objectAt(predictor, "combine"));
  const trees = objectsAt(predictor, "trees");
  if (trees.length === 0) problems.add("model/no-trees", {}, pathOf(predictor, "trees"));
  if (!scoresOk || trees.length === 0) problems.throwIfErrors();
  const counts = { scores, trees: trees.length };
  checkCombine(combine, counts, pathOf(predictor, "combine"), problems);

  const forest = trees.map((tree) => readNodes(tree, problems));
  const stride = leafWidth(forest);
  const limits = { combine, scores, stride };
  for (const nodes of forest) checkLeaves(nodes, limits, problems);
  problems.throwIfErrors();

  const builder = new ForestBuilder(stride);
  trees.forEach((tree, i) => {
    const nodes = forest[i]!;
    const firstScore = readFirstScore(tree, limits, problems);
    const where = (node: number) => nodes[node]?.path ?? tree.path;
    addTree(builder, nodeArrays(nodes), width, firstScore, problems, where);
  });
  problems.throwIfErrors();
  return builder.finish(scores, combine);
}

function readCombine(combine: JsonObject): Combine {
  const kind = choiceAt(combine, "kind", ["sum", "vote", "median"]);
  const listAt = <K extends string>(key: K) =>
    (hasKey(combine, key) ? { [key]: Float64Array.from(exactNumbersAt(combine, key)) } : {}) as {
      readonly [P in K]?: Float64Array;
    };
  if (kind === "median") {
    const type = hasKey(combine, "type") ? { type: choiceAt(combine, "type", ["f32", "f64"]) } : {};
    return { kind, ...listAt("weights"), ...type };
  }
  if (kind === "vote") return { kind, ties: choiceAt(combine, "ties", ["first-to-reach"]) };
  return {
    kind,
    accumulator: readAccumulator(combine),
    base: Float64Array.from(exactNumbersAt(combine, "base")),
    ...listAt("divisor"),
    ...(hasKey(combine, "scale") ? { scale: exactNumberAt(combine, "scale") } : {}),
    ...listAt("bias"),
  };
}

/** One type, or a list of one a score. */
function readAccumulator(combine: JsonObject): SumCombine["accumulator"] {
  if (!Array.isArray(valueAt(combine, "accumulator")))
    return choiceAt(combine, "accumulator", FLOAT_TYPES);
  return stringsAt(combine, "accumulator").map((name, i) => {
    const type = FLOAT_TYPES.find((known) => known === name);
    const at = `${pathOf(combine, "accumulator")}[${i}]`;
    return type ?? failType("f32 or f64", name, at, combine.file);
  });
}

const FLOAT_TYPES = ["f32", "f64"] as const;

function checkCombine(
  combine: Combine,
  { scores, trees }: { readonly scores: number; readonly trees: number },
  at: string,
  problems: Problems,
): void {
  const check = (array: string, list: Float64Array | undefined, expected: number, want: Wanted) => {
    if (!list) return;
    if (list.length !== expected) {
      const facts = { array, length: list.length, expected };
      problems.add("tree/lengths-disagree", facts, `${at}.${array}`);
    }
    list.forEach((value, i) => {
      if (want.holds(value)) return;
      problems.add("mlc-json/bad-number", { value, expected: want.name }, `${at}.${array}[${i}]`);
    });
  };
  if (combine.kind === "median") {
    if (scores !== 1) {
      problems.add("mlc-json/inconsistent", { cause: `a median has 1 score, not ${scores}` }, at);
    }
    check("weights", combine.weights, trees, WEIGHT);
  }
  if (combine.kind !== "sum") return;
  const { base, divisor, scale = 1, bias, accumulator } = combine;
  if (typeof accumulator !== "string" && accumulator.length !== scores) {
    const facts = { array: "accumulator", length: accumulator.length, expected: scores };
    problems.add("tree/lengths-disagree", facts, `${at}.accumulator`);
  }
  const type = widestType(combine);
  const finite: Wanted = {
    name: `a finite ${type} number`,
    holds: (value) => fits(type, value),
  };
  check("base", base, scores, finite);
  check("divisor", divisor, scores, DIVISOR);
  check("bias", bias, scores, finite);
  if (!Number.isFinite(scale)) {
    problems.add("mlc-json/bad-number", { value: scale, expected: finite.name }, `${at}.scale`);
  }
}

interface Wanted {
  readonly name: string;
  holds(value: number): boolean;
}

const DIVISOR: Wanted = {
  name: "a finite number other than 0",
  holds: (value) => Number.isFinite(value) && value !== 0,
};

const WEIGHT: Wanted = {
  name: "a finite number, 0 or more",
  holds: (value) => Number.isFinite(value) && value >= 0,
};

function fits(type: "f32" | "f64", value: number): boolean {
  return Number.isFinite(value) && (type === "f64" || isF32(value));
}

/** Of several types, the numbers of the narrower one are the other's too. */
function widestType(combine: SumCombine): FloatType {
  return oneAccumulator(combine) ?? "f64";
}

interface Limits {
  readonly combine: Combine;
  readonly scores: number;
  readonly stride: number;
}

function leafWidth(forest: readonly (readonly TreeNode[])[]): number {
  for (const nodes of forest) {
    for (const node of nodes) if (node.leaf) return node.leaf.length;
  }
  return 1;
}

/** Leaves of one width, whose numbers the combination can use; addTree reports the infinite ones. */
function checkLeaves(nodes: readonly TreeNode[], limits: Limits, problems: Problems): void {
  const { combine, scores, stride } = limits;
  for (const { leaf, linear, path } of nodes) {
    if (!leaf) continue;
    if (linear && (combine.kind !== "sum" || oneAccumulator(combine) !== "f64" || stride !== 1)) {
      const cause = "linear leaves are single numbers, summed in f64";
      problems.add("mlc-json/inconsistent", { cause }, `${path}.linear`);
      return;
    }
    const isSingle = combine.kind === "vote" || combine.kind === "median";
    const expected = isSingle ? 1 : stride;
    if (leaf.length !== expected || leaf.length === 0) {
      const facts = { array: "leaf", length: leaf.length, expected: Math.max(expected, 1) };
      problems.add("tree/lengths-disagree", facts, `${path}.leaf`);
      return;
    }
    const isUsable = (value: number) => {
      if (combine.kind === "vote") return Number.isInteger(value) && value >= 0 && value < scores;
      return (
        combine.kind === "median" || !Number.isFinite(value) || fits(widestType(combine), value)
      );
    };
    const odd = leaf.findIndex((value) => !isUsable(value));
    if (odd < 0) continue;
    const due = combine.kind === "vote" ? `a class index below ${scores}` : "a binary32 number";
    problems.add(
      "mlc-json/bad-number",
      { value: leaf[odd]!, expected: due },
      `${path}.leaf[${odd}]`,
    );
    return;
  }
}

function readFirstScore(tree: JsonObject, limits: Limits, problems: Problems): number {
  if (!hasKey(tree, "firstScore")) return 0;
  const value = exactNumberAt(tree, "firstScore");
  const last = "base" in limits.combine ? limits.scores - limits.stride : 0;
  if (Number.isInteger(value) && value >= 0 && value <= last) return value;
  const expected = `0 ... ${Math.max(last, 0)}`;
  problems.add("mlc-json/bad-number", { value, expected }, pathOf(tree, "firstScore"));
  return 0;
}
