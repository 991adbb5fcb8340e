import {
  hasKey,
  type JsonObject,
  objectAt,
  optionalAt,
  pathOf,
  stringAt,
  stringsAt,
} from "../../containers/json-view.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { Chain, Feature, Labels, TrainingMissing } from "../../ir/model.ts";
import type { ReadBooster } from "../booster.ts";
import { checkCount, featureList } from "../feature-list.ts";
import { chooseIterations, type Iterations } from "../iterations.ts";
import { readBaseMargins } from "./base-margin.ts";
import { readBooster } from "./booster.ts";
import { codesOf, type Encoding, missingAt, readEncodings } from "./category-encodings.ts";
import { addTrees } from "./forest.ts";
import { type Asker, headOf } from "./head.ts";
import { categoryNotes } from "./notes.ts";
import { type Objective, objectiveNamed, SUPPORTED_OBJECTIVES } from "./objectives.ts";
import { badParameter, countAt } from "./parameters.ts";
import { readRelease, releaseNotes } from "./release.ts";

const TRAINING: TrainingMissing = {
  seen: "unknown",
  because: "XGBoost stores a direction for every split, whether or not training saw NaN",
};

/** Who asks, which the document does not know. */
export interface Asking {
  readonly asker: Asker;
  readonly iterations?: Iterations | undefined;
  /** The number that a wrapper was told stands for a missing one; NaN is missing always. */
  readonly missing?: number | undefined;
  /** What a SciPy matrix leaves out, zeros, is missing too. */
  readonly sparse?: boolean | undefined;
  readonly labels?: Labels | undefined;
}

/** Applies XGBoost's rules to a model's document, whose file is not known here. @throws DiagnosticError with all that is wrong. */
export function readDocument(root: JsonObject, asking: Asking, problems: Problems): ReadBooster {
  const release = readRelease(root);
  const learner = objectAt(root, "learner");
  const objective = readObjective(learner);
  const parameters = objectAt(learner, "learner_model_param");
  const scores = readScores(parameters, objective, problems);
  const width = countAt(parameters, "num_feature");
  checkCount("features", width, problems, pathOf(parameters, "num_feature"));
  problems.throwIfErrors();

  const names = hasKey(learner, "feature_names") ? stringsAt(learner, "feature_names") : [];
  const list = featureList(width, names, problems, pathOf(learner, "feature_names"));
  const booster = readBooster(learner, scores, problems);
  const encodings = readEncodings(booster.model, width, problems);
  const { asker, labels } = asking;
  checkLabels(labels, objective.scores === "classes" ? scores : 2, problems);
  const head = headOf({ objective, scores, release, asker, labels });
  if (!head || (objective.single && scores > 1)) {
    refuseObjective(learner, `${objective.name} of ${head ? `${scores} outputs` : "a classifier"}`);
  }
  problems.throwIfErrors();

  const base = readBaseMargins(parameters, { objective, scores, release });
  const { used, notes } = chooseIterations(
    asking.iterations,
    {
      total: booster.iterations,
      best: bestIteration(learner),
      standard:
        asker === "booster"
          ? { choice: "all", who: "Booster.predict" }
          : { choice: "best", who: "the scikit-learn wrapper" },
    },
    problems,
  );
  const from = asker === "booster" ? new Float64Array(scores) : base;
  const alone = booster.isDart ? from : undefined;
  const trees = { width, scores, release, count: booster.treesOf(used), alone };
  const builder = addTrees(booster, trees, problems);
  problems.throwIfErrors();
  return {
    library: "XGBoost",
    version: release.join("."),
    objective: objective.name,
    features: list.features.map((feature, i) => withCategories(feature, encodings[i])),
    named: list.named,
    training: TRAINING,
    chains: list.features.map((_, i) => chainOf(encodings[i], asking)),
    predictor: builder.finish(scores, { kind: "sum", accumulator: "f32", base }),
    head,
    notes: [
      ...releaseNotes(release),
      ...notes,
      ...categoryNotes(learner, list.features, encodings),
      ...missingNotes(asking.missing),
      ...(asking.sparse ? [SPARSE_NOTE] : []),
      ...(asker === "classifier" && head.kind === "values" ? [LABEL_NOTE] : []),
    ],
  };
}

const SPARSE_NOTE =
  "0 counts as missing: the transformers give a SciPy matrix (sparse_output=False gives zeros), and XGBoost knows only what that holds.";

const LABEL_NOTE =
  "Each output is a label, 1 where its probability exceeds one half, as the wrapper's predict gives it.";

function checkLabels(labels: Labels | undefined, classes: number, problems: Problems): void {
  if (!labels || labels.names.length === classes) return;
  const facts = { found: `${labels.names.length} labels`, expected: `${classes}` };
  problems.add("xgboost/bad-parameter", facts);
}

function readObjective(learner: JsonObject): Objective {
  const holder = objectAt(learner, "objective");
  const name = stringAt(holder, "name");
  return objectiveNamed(name) ?? refuseObjective(learner, name);
}

function refuseObjective(learner: JsonObject, objective: string): never {
  const holder = objectAt(learner, "objective");
  const facts = { objective, supported: SUPPORTED_OBJECTIVES };
  fail("xgboost/unsupported-objective", facts, { file: holder.file, at: pathOf(holder, "name") });
}

/** Margins a row: one a class, or one a target. */
function readScores(parameters: JsonObject, objective: Objective, problems: Problems): number {
  const classes = countAt(parameters, "num_class", 0);
  const targets = countAt(parameters, "num_target", 1);
  if (objective.scores === "classes") {
    if (targets > 1) badParameter(parameters, "num_target", String(targets), '"1"');
    checkCount("classes", classes, problems, pathOf(parameters, "num_class"));
    return classes;
  }
  if (classes > 1) badParameter(parameters, "num_class", String(classes), '"0"');
  checkCount("targets", targets, problems, pathOf(parameters, "num_target"));
  return targets;
}

/** How many iterations there are up to the best one. */
function bestIteration(learner: JsonObject): number | undefined {
  if (!hasKey(learner, "attributes")) return undefined;
  const best = optionalAt(objectAt(learner, "attributes"), "best_iteration");
  return typeof best === "string" && /^\d{1,9}$/.test(best) ? Number(best) + 1 : undefined;
}

function withCategories(feature: Feature, encoding: Encoding | undefined): Feature {
  return encoding?.kind === "names" ? { ...feature, categories: encoding.names } : feature;
}

/** A DMatrix holds float32: doubles are rounded before any comparison, but after a matrix left zeros out. */
function chainOf(encoding: Encoding | undefined, { missing = Number.NaN, sparse }: Asking): Chain {
  const codes = encoding?.kind === "numbers" ? codesOf(encoding.numbers) : undefined;
  return [
    ...(sparse ? [missingAt(0)] : []),
    ...(codes ? [codes] : []),
    { kind: "cast", type: "f32" },
    ...(Number.isNaN(missing) ? [] : [missingAt(Math.fround(missing))]),
  ];
}

function missingNotes(missing = Number.NaN): string[] {
  if (Number.isNaN(missing)) return [];
  return [`${missing} counts as missing, as the wrapper was told; so does NaN.`];
}
