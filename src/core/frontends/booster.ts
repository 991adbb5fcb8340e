import { DiagnosticError, Problems } from "../diagnostics/diagnostic.ts";
import {
  type Chain,
  type Feature,
  type Head,
  type Model,
  mapEach,
  type TrainingMissing,
} from "../ir/model.ts";
import type { Predictor } from "../ir/predictors/predictor.ts";
import type { Candidate } from "./frontend.ts";
import type { Read } from "./sklearn/estimators.ts";

/** A boosting library's model, but for its file and what stands before it in a Pipeline. */
export interface ReadBooster {
  /** As in `Origin`. */
  readonly library: string;
  readonly version: string;
  /** What it was trained for: an objective or a loss. */
  readonly objective: string;
  readonly features: readonly Feature[];
  /** Whether feature names are the trainer's. */
  readonly named: boolean;
  /** What happens to each feature before any split. */
  readonly chains: readonly Chain[];
  readonly training: TrainingMissing;
  readonly predictor: Predictor;
  readonly head: Head;
  readonly notes: readonly string[];
}

/** The model of a file that holds nothing else. */
export function modelOf(booster: ReadBooster, { file, sha256 }: Candidate): Model {
  const { library, version, objective, notes, features, named, training } = booster;
  return {
    origin: {
      library,
      version,
      estimator: objective,
      transformers: [],
      file: file.name,
      sha256,
      notes,
    },
    inputs: { features, named, domain: "f64", mayBeMissing: true, training },
    steps: [mapEach(booster.chains)],
    predictor: booster.predictor,
    head: booster.head,
  };
}

/** What ends a pickle; `estimator`: the wrapper's class, if it has one. */
export function pickledOf(booster: ReadBooster, estimator = booster.objective): Read {
  const { library, version, predictor, head, training, features, chains, notes } = booster;
  return {
    predictor,
    head,
    training,
    inputs: features,
    columns: chains.map((chain, from) => ({ from, chain })),
    origin: { library, version, estimator, notes },
  };
}

/** Reads what stands inside another file: places in it stand behind the path of what holds it. */
export function readInside<T>(path: string, read: (problems: Problems) => T): T {
  try {
    return read(new Problems());
  } catch (error) {
    if (!(error instanceof DiagnosticError) || path === "") throw error;
    throw new DiagnosticError(
      error.diagnostics.map(({ file: _, ...found }) => ({
        ...found,
        at: found.at === undefined ? path : `${path}, ${found.at}`,
      })),
    );
  }
}
