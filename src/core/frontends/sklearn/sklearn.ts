import { compressionName } from "../../containers/compression.ts";
import { readObjectFile } from "../../containers/object-file.ts";
import { looksLikeSkops } from "../../containers/skops.ts";
import { fail, type Problems } from "../../diagnostics/diagnostic.ts";
import type { Column, Feature, Model, Step } from "../../ir/model.ts";
import { trainingThrough } from "../attach-scaler.ts";
import { featureList } from "../feature-list.ts";
import type { Candidate, FrontEnd, ReadOptions, Scaler } from "../frontend.ts";
import { failInflated } from "../looks-like.ts";
import { withColumnFacts } from "./column-facts.ts";
import { ESTIMATORS } from "./estimators.ts";
import { type Fitted, featureNamesOf, numbersOf, pathOf, widthOf } from "./fitted.ts";
import { floatOf, inputFlow, numeric } from "./flow.ts";
import type { Member } from "./members.ts";
import { flatSteps, outermost, transformed, transformerReader, type Within } from "./pipeline.ts";
import { readPipeline } from "./read-pipeline.ts";
import { atLeast, NEWEST, OLDEST } from "./release.ts";
import { select } from "./select.ts";

/** scikit-learn estimators, bare or at the end of a Pipeline, saved with joblib, pickle or skops. */
export const sklearn: FrontEnd = {
  id: "sklearn",
  title: "scikit-learn joblib, pickle or skops",
  takesIterations: true,
  holdsSeveral: true,
  recognises: ({ file }) =>
    looksLikePickle(file.bytes) ||
    compressionName(file.bytes) !== undefined ||
    looksLikeSkops(file.bytes),
  readModel,
  readScaler,
};

const PROTO = 0x80;

function looksLikePickle(bytes: Uint8Array): boolean {
  return bytes[0] === PROTO && bytes.length > 1 && bytes[1]! >= 2 && bytes[1]! <= 5;
}

function readModel(candidate: Candidate, options: ReadOptions, problems: Problems): Model {
  const { steps, within } = openSteps(candidate, "model", options);
  const estimator = steps.at(-1);
  if (estimator?.ours && ESTIMATORS.has(estimator.className) && options.iterations !== undefined) {
    fail("model/no-iterations", { what: `a ${estimator.className}` }, { at: estimator.path });
  }
  const notes = estimator?.ours ? releaseNotes(estimator) : [];
  const read = readPipeline(steps, { options, problems, within });
  const { fitted, columns, predictor, head, training, origin } = read;
  refuseOneClass(read);
  const { features, named } = inputsOf(steps[0]!, problems);
  const described = withColumnFacts(features, read, steps.length - 1);
  problems.throwIfErrors();
  return {
    origin: {
      library: "scikit-learn",
      version: fitted.release.version,
      estimator: fitted.className,
      ...origin,
      transformers: steps.slice(0, -1).map(({ className }) => className),
      file: candidate.file.name,
      sha256: candidate.sha256,
      notes: [...notes, ...within.shared.notes, ...(origin?.notes ?? [])],
    },
    inputs: {
      features: withTexts(described, within),
      named,
      domain: "f64",
      mayBeMissing: true,
      training: trainingThrough(within.shared.missing, training),
    },
    steps: stepsInto(forReference(columns, options), features.length),
    predictor,
    head,
  };
}

/** A member of an ensemble may know one class; a whole model of one decides nothing. */
function refuseOneClass({ fitted, head }: Member): void {
  if (head.kind !== "classes" || head.labels.names.length !== 1) return;
  fail("sklearn/one-class", {}, { at: pathOf(fitted, "classes_") });
}

function readScaler(candidate: Candidate, options: ReadOptions, problems: Problems): Scaler {
  const { steps, within } = openSteps(candidate, "scaler", options);
  const last = steps.at(-1);
  if (!last) fail("scaler/no-scaler", { found: "a Pipeline without steps" });
  if (ESTIMATORS.has(last.className))
    fail("scaler/no-scaler", { found: last.className }, { at: last.path });
  transformerReader(steps[0]!);
  const { features, named } = inputsOf(steps[0]!, problems);
  const flow = inputFlow(features.length, options.referenceDtype);
  const { columns, type, sparse } = transformed(steps, flow, within);
  problems.throwIfErrors();
  const { notes, missing } = within.shared;
  return {
    transformers: steps.map(({ className }) => className),
    features: withTexts(features, within),
    named,
    columns: forReference(columns.map(numeric), options),
    type: floatOf(type),
    sparse,
    notes: [...notes],
    ...(missing ? { missing } : {}),
  };
}

function openSteps({ file }: Candidate, role: "model" | "scaler", options: ReadOptions) {
  const content = readObjectFile(file.bytes, options.maxInflated, failInflated);
  const { value, path, notes } = select(content, role, options);
  const within = outermost();
  for (const note of notes) within.shared.notes.add(note);
  return { steps: flatSteps(value, path, within), within };
}

/** Inputs that encoders read text from: what comes in are positions in their lists. */
function withTexts(features: readonly Feature[], { texts }: Within): readonly Feature[] {
  return features.map((feature, i) => {
    const list = texts.get(i);
    if (!list) return feature;
    const { codes, apart } = list;
    const unlisted = apart ? { unlisted: codes.size } : {};
    return { ...feature, categories: [...codes.keys()], ...unlisted };
  });
}

/** A float32 reference is given float32 numbers. */
function forReference(
  columns: readonly Column[],
  { referenceDtype }: ReadOptions,
): readonly Column[] {
  if (referenceDtype === "f64") return columns;
  return columns.map(({ from, chain }) => ({
    from,
    chain: [{ kind: "cast", type: "f32" }, ...chain],
  }));
}

/** One step, unless every column is an input as it is. */
function stepsInto(columns: readonly Column[], width: number): readonly Step[] {
  const asGiven =
    columns.length === width &&
    columns.every(({ from, chain }, i) => from === i && chain.length === 0);
  return asGiven ? [] : [{ kind: "map", columns }];
}

/** The columns of the data: what the first step was fitted on. */
function inputsOf(first: Fitted, problems: Problems) {
  const at = pathOf(first, "feature_names_in_");
  const list = featureList(widthOf(first), featureNamesOf(first), problems, at);
  return { ...list, features: withRanges(list.features, first) };
}

/** MinMaxScaler keeps the smallest and largest values that it was fitted on. */
function withRanges(features: readonly Feature[], first: Fitted): readonly Feature[] {
  if (first.className !== "MinMaxScaler") return features;
  const low = numbersOf(first, "data_min_");
  const high = numbersOf(first, "data_max_");
  return features.map((feature, i) => {
    const range = [low[i] ?? Number.NaN, high[i] ?? Number.NaN] as const;
    return range.every(Number.isFinite) && range[0] <= range[1] ? { ...feature, range } : feature;
  });
}

function releaseNotes({ release }: Fitted): readonly string[] {
  if (release.version === "") {
    return ["The file does not say which scikit-learn wrote it; the rules of 1.2 were used."];
  }
  // The fields of a node, and so much else, are other ones.
  if (!atLeast(release, 0, 24)) fail("sklearn/unsupported-release", { version: release.version });
  const known =
    atLeast(release, OLDEST.major, OLDEST.minor) &&
    !atLeast(release, NEWEST.major, NEWEST.minor + 1);
  if (known) return [];
  return [
    `Written by scikit-learn ${release.version}; mlc is tested with 1.2 to 1.9. Check it with mlc verify --expected.`,
  ];
}
