import { describe, type PickleValue } from "../../containers/pickle-values.ts";
import { fail } from "../../diagnostics/diagnostic.ts";
import { readBins } from "./bins.ts";
import type { Texts } from "./categories.ts";
import { readColumnTransformer } from "./column-transformer.ts";
import { readFeatureUnion } from "./feature-union.ts";
import { type Fitted, pathOf } from "./fitted.ts";
import type { Flow } from "./flow.ts";
import { readSimpleImputer } from "./imputer.ts";
import { readMissingIndicator } from "./missing-values.ts";
import { readOneHotEncoder } from "./one-hot-encoder.ts";
import { readOrdinalEncoder } from "./ordinal-encoder.ts";
import { SCALERS } from "./scalers.ts";
import { readSelection, SELECTIONS } from "./selections.ts";

/** What a transformer works on. */
export interface Transforming extends Flow {
  /** What comes out of a transformer or pipeline inside this one. */
  through(inner: PickleValue, path: string, given: Flow): Flow;
  /** Counts work against the file's budget; a file can share its parts. */
  spend(work: number, at: string): void;
  /** Tells the user something that the reader decided. */
  note(sentence: string): void;
  /** Says what the transformer shows of missing values in training; completes "missing values: ...". */
  sawMissing(seen: "yes" | "unknown", because: string): void;
  /** For each input that holds text, what is known of it. */
  readonly texts: Map<number, Texts>;
}

/** What a transformer gives; what is absent stays as it came. */
type TransformerReader = (fitted: Fitted, on: Transforming) => Partial<Flow>;

/** Every transformer, by class name. A new one is one entry. */
export const TRANSFORMERS: ReadonlyMap<string, TransformerReader> = new Map<
  string,
  TransformerReader
>([
  ...Object.entries(SCALERS),
  ["KBinsDiscretizer", readBins],
  ["OneHotEncoder", readOneHotEncoder],
  ["OrdinalEncoder", readOrdinalEncoder],
  ["SimpleImputer", readSimpleImputer],
  ["MissingIndicator", readMissingIndicator],
  ["FunctionTransformer", readFunctionTransformer],
  ["ColumnTransformer", readColumnTransformer],
  ["FeatureUnion", readFeatureUnion],
  ...SELECTIONS.map((name): [string, TransformerReader] => [name, readSelection]),
]);

function readFunctionTransformer(fitted: Fitted): Partial<Flow> {
  const func = fitted.attributes.get("func");
  if (func === null) return {};
  const facts = {
    what: `FunctionTransformer of ${describe(func)}`,
    advice: "apply the function to the data before the model",
  };
  fail("sklearn/unsupported-option", facts, { at: pathOf(fitted, "func") });
}

const MASK = "selector.get_support(indices=True)";

/** What to do instead, for transformers that users often fit. */
export const STEP_ADVICE: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /^(Power|Quantile)Transformer$/,
    "train without it: trees split the same way whatever rising function is applied first",
  ],
  [
    /^(KNN|Iterative)Imputer$/,
    "train with SimpleImputer, or with trees that take NaN (HistGradientBoosting, or RandomForest from 1.4)",
  ],
  [
    /^(SelectFromModel|SelectPercentile|SelectFdr|GenericUnivariateSelect)$/,
    `put ColumnTransformer([("kept", "passthrough", ${MASK})]) in its place, with the fitted selector`,
  ],
  [/^TargetEncoder$/, "train with OrdinalEncoder or OneHotEncoder"],
  [
    /^Normalizer$/,
    "export the pipeline with skl2onnx, whose norms are of float32 as the device's (NumPy's are doubles, and add squares in an order of the processor's), or train without it",
  ],
  [
    /^(PolynomialFeatures|SplineTransformer|KernelPCA|PCA|IncrementalPCA|TruncatedSVD|FastICA|NMF)$/,
    "train without it, or compute its columns on the device and give mlc the model alone",
  ],
  [/^(Label|MultiLabel)(Binarizer|Encoder)$/, "use OrdinalEncoder or OneHotEncoder for columns"],
];
