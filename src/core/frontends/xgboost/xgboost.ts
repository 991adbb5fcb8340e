import {
  hasKey,
  type JsonObject,
  numbersAt,
  objectAt,
  optionalAt,
  pathOf,
  rootObject,
  stringAt,
  stringsAt,
} from "../../containers/json-view.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import { type Model, mapEach } from "../../ir/model.ts";
import { ForestBuilder } from "../../ir/predictors/forest/build.ts";
import { checkCount, featureList } from "../feature-list.ts";
import type { Candidate, FrontEnd } from "../frontend.ts";
import { addTree } from "../tree-arrays.ts";
import { baseMargin, parseBaseScore, type Release } from "./base-margin.ts";
import { type Booster, readBooster } from "./booster.ts";
import { foreignForm, refuseForeignForm } from "./foreign-forms.ts";
import { headOf } from "./head.ts";
import { type Objective, objectiveNamed, SUPPORTED_OBJECTIVES } from "./objectives.ts";
import { badParameter, countAt } from "./parameters.ts";
import { readTree } from "./trees.ts";

/** XGBoost models saved as JSON by releases 1.7 to 3.x; the reference is `Booster.predict`. */
export const xgboost: FrontEnd = {
  id: "xgboost",
  title: "XGBoost JSON",
  recognises(candidate) {
    const { json } = candidate;
    if (foreignForm(candidate)) return true;
    return typeof json === "object" && json !== null && Object.hasOwn(json, "learner");
  },
  readModel(candidate, _options, problems) {
    const form = foreignForm(candidate);
    if (form) refuseForeignForm(form);
    return readDocument(candidate, problems);
  },
};

function readDocument({ file, sha256, json }: Candidate, problems: Problems): Model {
  const root = rootObject(json, file.name);
  const release = readRelease(root);
  const learner = objectAt(root, "learner");
  const { name, objective } = readObjective(learner);
  const parameters = objectAt(learner, "learner_model_param");
  const targets = countAt(parameters, "num_target", 1);
  if (targets > 1)
    problems.add("xgboost/multi-target", { targets }, pathOf(parameters, "num_target"));
  const groups = readGroups(parameters, objective, problems);
  const width = countAt(parameters, "num_feature");
  checkCount("features", width, problems, pathOf(parameters, "num_feature"));
  problems.throwIfErrors();

  const names = hasKey(learner, "feature_names") ? stringsAt(learner, "feature_names") : [];
  const list = featureList(width, names, problems, pathOf(learner, "feature_names"));
  const booster = readBooster(learner, groups, problems);
  problems.throwIfErrors();

  const base = readBase(parameters, objective, groups, release);
  const builder = addTrees(booster, { width, groups }, problems);
  problems.throwIfErrors();
  return {
    origin: {
      library: "XGBoost",
      version: release.join("."),
      estimator: name,
      transformers: [],
      file: file.name,
      sha256,
      notes: iterationNotes(learner, booster.iterations),
    },
    inputs: {
      ...list,
      domain: "f64",
      mayBeMissing: true,
      training: {
        seen: "unknown",
        because: "XGBoost stores a direction for every split, whether or not training saw NaN",
      },
    },
    // A DMatrix holds float32: doubles are rounded before any comparison.
    steps: [mapEach(list.features.map(() => [{ kind: "cast", type: "f32" }]))],
    predictor: builder.finish(groups, { kind: "sum", accumulator: "f32", base }),
    head: headOf(objective, groups),
  };
}

function readRelease(root: JsonObject): Release {
  const [major, minor, patch] = numbersAt(root, "version");
  if (major === undefined || minor === undefined || patch === undefined) {
    badParameter(root, "version", "fewer than three numbers", "[major, minor, patch]");
  }
  return [major, minor, patch];
}

function readObjective(learner: JsonObject): { name: string; objective: Objective } {
  const holder = objectAt(learner, "objective");
  const name = stringAt(holder, "name");
  const objective = objectiveNamed(name);
  if (!objective) {
    const facts = { objective: name, supported: SUPPORTED_OBJECTIVES };
    fail("xgboost/unsupported-objective", facts, { file: holder.file, at: pathOf(holder, "name") });
  }
  return { name, objective };
}

/** Margins a row: one a class, else one. */
function readGroups(parameters: JsonObject, objective: Objective, problems: Problems): number {
  const classes = countAt(parameters, "num_class", 0);
  const at = pathOf(parameters, "num_class");
  if (objective.output !== "multi") {
    if (classes > 1) badParameter(parameters, "num_class", String(classes), '"0"');
    return 1;
  }
  checkCount("classes", classes, problems, at);
  return classes;
}

function readBase(
  parameters: JsonObject,
  objective: Objective,
  groups: number,
  release: Release,
): Float64Array {
  const text = stringAt(parameters, "base_score");
  const scores = parseBaseScore(text);
  if (!scores || (scores.length !== 1 && scores.length !== groups)) {
    badParameter(
      parameters,
      "base_score",
      text,
      groups === 1 ? "a number" : `1 or ${groups} numbers`,
    );
  }
  const margins = scores.map((score) => baseMargin(objective, score, release));
  if (!margins.every(Number.isFinite)) {
    const expected = objective.baseMargin === "logit" ? "a probability" : "a finite number";
    badParameter(parameters, "base_score", text, expected);
  }
  return Float64Array.from({ length: groups }, (_, group) => margins[group] ?? margins[0]!);
}

function addTrees(
  { trees, treeInfo, treeInfoPath, weights }: Booster,
  { width, groups }: { width: number; groups: number },
  problems: Problems,
): ForestBuilder {
  const builder = new ForestBuilder(1);
  trees.forEach((tree, index) => {
    const group = treeInfo[index]!;
    if (!Number.isInteger(group) || group < 0 || group >= groups) {
      const facts = { found: String(group), expected: `a class below ${groups}` };
      problems.add("xgboost/bad-parameter", facts, `${treeInfoPath}[${index}]`);
      return;
    }
    const arrays = readTree(tree, weights[index] ?? 1, problems);
    if (!arrays) return;
    addTree(builder, arrays, width, group, problems, (node) => `${tree.path}, node ${node}`);
  });
  return builder;
}

/** Says which iterations count where the file names a best one: the wrapper would stop there. */
function iterationNotes(learner: JsonObject, iterations: number): string[] {
  if (!hasKey(learner, "attributes")) return [];
  const best = optionalAt(objectAt(learner, "attributes"), "best_iteration");
  if (typeof best !== "string" || !/^\d{1,9}$/.test(best)) return [];
  const kept = Number(best) + 1;
  if (kept >= iterations) return [];
  return [
    `all ${iterations} iterations are used, as Booster.predict does; ` +
      `the scikit-learn wrapper stops after best_iteration ${best}: ` +
      `to keep only those, save booster[:${kept}]`,
  ];
}
