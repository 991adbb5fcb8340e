import { labelsOf, type Model } from "../ir/model.ts";
import { type ColumnCuts, columnCuts } from "../ir/predictors/forest/cuts.ts";
import { type Combine, LEAF } from "../ir/predictors/forest/forest.ts";
import { sourcesBehindMixing } from "../ir/steps.ts";
import { outcomeText } from "../plan/outcome.ts";
import { counted, toCount, toQuantity } from "../text/numbers.ts";
import { labelled } from "./screen.ts";

/** What a model file holds, for `inspect`: text by `summaryLines`, or as it is by `--json`. */
export interface ModelSummary {
  readonly estimator: string;
  readonly library: string;
  readonly libraryVersion: string;
  readonly file: string;
  readonly sha256: string;
  readonly transformers: readonly string[];
  readonly features: readonly FeatureSummary[];
  readonly featuresNamed: boolean;
  /** Empty for regressors. */
  readonly classes: readonly string[];
  /** "2 classes", "a value", "normal or anomaly". */
  readonly outcome: string;
  readonly trees: number;
  readonly splits: number;
  readonly leaves: number;
  /** Splits on the longest path of any tree. */
  readonly depth: number;
  readonly combine: string;
  readonly missing: { readonly seenInTraining: string; readonly because: string };
  readonly notes: readonly string[];
}

export interface FeatureSummary {
  readonly name: string;
  /** Seen in training, where the file says. */
  readonly range?: readonly [number, number];
  /** Names of what the codes 0, 1, ... stand for, where the feature is no number. */
  readonly categories?: readonly string[];
  /** How many splits test it. */
  readonly splits: number;
  /** Smallest and largest threshold, in the units of the rows; absent where nothing splits. */
  readonly thresholds?: readonly [number, number];
}

/** Facts of a model; `folded` is the same with steps folded, so that thresholds are of its rows. */
export function summarise(source: Model, folded: Model): ModelSummary {
  const { origin, inputs, head, predictor } = source;
  const { splits, leaves, depth } = countNodes(source);
  return {
    estimator: origin.estimator,
    library: origin.library,
    libraryVersion: origin.version,
    file: origin.file,
    sha256: origin.sha256,
    transformers: origin.transformers,
    features: featureSummaries(folded),
    featuresNamed: inputs.named,
    classes: labelsOf(head)?.names ?? [],
    outcome: outcomeText(head, predictor.scores),
    trees: predictor.roots.length,
    splits,
    leaves,
    depth,
    combine: combineName(predictor.combine),
    missing: { seenInTraining: inputs.training.seen, because: inputs.training.because },
    notes: origin.notes,
  };
}

function countNodes({ predictor }: Model): { splits: number; leaves: number; depth: number } {
  const { nodes, roots } = predictor;
  const below = new Int32Array(nodes.kind.length);
  let leaves = 0;
  // Preorder: children stand after their parent.
  for (let node = nodes.kind.length - 1; node >= 0; node--) {
    if (nodes.kind[node] === LEAF) leaves++;
    else below[node] = 1 + Math.max(below[nodes.left[node]!]!, below[nodes.right[node]!]!);
  }
  const depth = roots.reduce((most, root) => Math.max(most, below[root]!), 0);
  return { splits: nodes.kind.length - leaves, leaves, depth };
}

function combineName(combine: Combine): string {
  return combine.kind === "sum" && combine.divisor ? "mean" : combine.kind;
}

/** Tests behind a mixing count for the feature that their column is made of, without thresholds. */
function featureSummaries(model: Model): readonly FeatureSummary[] {
  const { inputs, predictor, steps } = model;
  const sources = sourcesBehindMixing(model);
  const cuts: ColumnCuts[][] = inputs.features.map(() => []);
  columnCuts(predictor, sources.length).forEach((column, i) => {
    cuts[sources[i]!]!.push(column);
  });
  return inputs.features.map(({ name, range, categories }, i) => {
    const own = cuts[i]!;
    const tests = own.reduce((sum, column) => sum + column.tests, 0);
    const [low, high] = steps.length === 0 ? [own[0]!.low, own[0]!.high] : [1, 0];
    return {
      name,
      ...(range ? { range } : {}),
      ...(categories ? { categories } : {}),
      splits: tests,
      ...(low <= high ? { thresholds: [low, high] as const } : {}),
    };
  });
}

/** Most features that are listed one by one. */
const LISTED_FEATURES = 40;

export function summaryLines(name: string, summary: ModelSummary): readonly string[] {
  const { library, libraryVersion, features, classes, missing } = summary;
  const trees = [
    counted(summary.trees, "tree", "trees"),
    counted(summary.splits, "split", "splits"),
    counted(summary.leaves, "leaf", "leaves"),
    `depth ${toCount(summary.depth)}`,
    summary.combine,
  ];
  return [
    labelled(
      name,
      `${summary.estimator} of ${library}${libraryVersion ? ` ${libraryVersion}` : ""}`,
    ),
    labelled("file", `${summary.file}, sha256 ${summary.sha256}`),
    labelled("trees", trees.join(", ")),
    labelled("scaler", summary.transformers.join(", ") || "none"),
    labelled("classes", classes.map(listed).join(", ") || withoutClasses(summary.outcome)),
    labelled("missing", `${SEEN[missing.seenInTraining] ?? ""}: ${missing.because}`),
    ...features.slice(0, LISTED_FEATURES).map(featureLine),
    ...(features.length > LISTED_FEATURES
      ? [
          labelled(
            "",
            `and ${counted(features.length - LISTED_FEATURES, "feature", "features")} more; --json lists them all`,
          ),
        ]
      : []),
    ...summary.notes.map((note) => labelled("note", note)),
  ];
}

function withoutClasses(outcome: string): string {
  return `none: ${outcome === "normal or anomaly" ? "tells anomalies" : `predicts ${outcome}`}`;
}

/** A name in a list: quoted where it would look like two. */
function listed(name: string): string {
  return name.includes(",") ? JSON.stringify(name) : name;
}

const SEEN: Readonly<Record<string, string>> = {
  no: "none in training",
  yes: "seen in training",
  unknown: "not known",
};

/** Most categories that stand on a feature's line. */
const LISTED_CATEGORIES = 12;

function categoriesText(categories: readonly string[]): string {
  const shown = categories.slice(0, LISTED_CATEGORIES).map((name, code) => `${code} ${name}`);
  const more = categories.length - shown.length;
  return `codes ${shown.join(", ")}${more > 0 ? ` and ${toCount(more)} more` : ""}`;
}

function featureLine(feature: FeatureSummary, index: number): string {
  const { name, range, categories, splits, thresholds } = feature;
  const text = [
    `${index} ${name}`.padEnd(28),
    splits === 0
      ? "not used"
      : `${counted(splits, "split", "splits")}${thresholds ? ` from ${toQuantity(thresholds[0])} to ${toQuantity(thresholds[1])}` : ", normalized"}`,
    ...(categories ? [categoriesText(categories)] : []),
    ...(range ? [`training saw ${toQuantity(range[0])} to ${toQuantity(range[1])}`] : []),
  ];
  return labelled(index === 0 ? "features" : "", text.join("  "));
}
