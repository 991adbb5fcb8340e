/** A kind of file that no reader takes, and what to give instead. */
export interface Look {
  /** Completes "not a model file that mlc reads (...)". */
  readonly is: string;
  /** A command, or a line of the language it was written with; absent: what mlc reads. */
  readonly advice?: string;
}

interface Pattern extends Look {
  readonly pattern: RegExp;
}

const SOURCE = "give the file that the trainer itself saved, from which this was made";
const NEURAL = "mlc compiles trees; networks have the runtimes of their makers";
const PICKLE = "save it again: joblib.dump(model, path)";
const PYTORCH =
  "give the model inside if it is one of trees: joblib.dump(model, path); mlc compiles no networks";
const FROM_R =
  'save the booster itself in R: xgb.save(model, "model.json"), lgb.save(model, "model.txt") or catboost.save_model(model, "model.cbm")';
const SPARK =
  'with XGBoost on Spark: model.nativeBooster.saveModel("model.json"), or SynapseML: model.saveNativeModel(path); train Spark\'s own trees with one of these';
const H2O = "train with XGBoost, LightGBM, CatBoost or scikit-learn: H2O's files are its own";
const TREELITE =
  'give the model that treelite was given: booster.save_model("model.json"), or joblib.dump(model, path)';
const COREML =
  'give the model that it was exported from: joblib.dump(model, path), booster.save_model("model.json"), or CatBoost\'s model.save_model("model.cbm")';
const UNPACK = "unpack it and give the model inside";

/** By the first bytes, two hexadecimal digits each. */
export const BYTES: readonly Pattern[] = [
  { pattern: /^89504e47/, is: "a PNG image" },
  { pattern: /^ffd8ff/, is: "a JPEG image" },
  { pattern: /^47494638/, is: "a GIF image" },
  { pattern: /^89484446/, is: "HDF5, such as a Keras .h5 model", advice: NEURAL },
  { pattern: /^.{8}54464c33/, is: "a TensorFlow Lite model", advice: NEURAL },
  // A length of eight bytes, then JSON.
  { pattern: /^.{10}0000007b22/, is: "safetensors, the tensors of a network", advice: NEURAL },
  // Protocol buffers: a version, then a message with a length, that begins with messages of its own.
  {
    pattern: /^08..12(?:[89a-f].)*[0-7].0a(?:[89a-f].)*[0-7].0a/,
    is: "a Core ML model",
    advice: COREML,
  },
  {
    pattern: /^080112(?:[89a-f].)*[0-7].0a(?:[89a-f].)*[0-7].12/,
    is: "a TensorFlow SavedModel",
    advice: NEURAL,
  },
  // A release of three numbers, then the types of thresholds and leaves.
  { pattern: /^0[34]0{6}..0{6}..0{6}0[23]0[23]/, is: "a treelite checkpoint", advice: TREELITE },
  {
    pattern: /^(?:580a0000|410a3[23]0a|420a0[23]|5244(?:58|41|42)3[23]0a)/,
    is: "an R object (.rds or .rda)",
    advice: FROM_R,
  },
  { pattern: /^1ced/, is: "an H2O model", advice: H2O },
  { pattern: /^aced0005/, is: "a serialized Java object", advice: SPARK },
  { pattern: /^934e554d5059/, is: "a NumPy .npy array, which is no model" },
  { pattern: /^7f454c46/, is: "an ELF program" },
  { pattern: /^(?:377abcaf|52617221)/, is: "a 7z or RAR archive", advice: UNPACK },
  { pattern: /^[5-7]d7100/, is: "a pickle of protocol 1", advice: PICKLE },
];

/** By the first bytes, a character each. */
export const TEXTS: readonly Pattern[] = [
  { pattern: /^%PDF/, is: "a PDF document" },
  { pattern: /^GGUF/, is: "a GGUF language model", advice: NEURAL },
  { pattern: /^_{6}LightGBM_Binary_File_Token/, is: "a Dataset of LightGBM, which is no model" },
  { pattern: /^(?:PAR1|ARROW1)/, is: "a table of Parquet or Arrow, which is no model" },
  { pattern: /^SQLite format 3/, is: "an SQLite database" },
  { pattern: /^.{257}ustar/s, is: "a tar archive", advice: UNPACK },
  {
    pattern: /^version https:\/\/git-lfs/,
    is: "a Git LFS pointer, which only says where the file is",
    advice: "git lfs pull",
  },
  {
    pattern: /^\s*<(?:!doctype html|html)/i,
    is: "a web page",
    advice: "download the file itself: on GitHub, with its Raw button",
  },
  { pattern: /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*-->\s*)?<PMML/s, is: "PMML", advice: SOURCE },
  { pattern: /^\s*<\?xml/, is: "XML", advice: SOURCE },
  {
    pattern: /^(?:ccopy_reg\n|ccollections\n|csklearn\.|c__builtin__\n|\([dl]p0\n)/,
    is: "a pickle of protocol 0 or 1",
    advice: PICKLE,
  },
  {
    pattern: /^(?:booster\[\d+\]:\s*)?(?:strict )?digraph /,
    is: "a drawing for Graphviz",
    advice: SOURCE,
  },
  {
    pattern: /^[^\n]*(?:Tree,Node,ID|tree_index,node_depth)/,
    is: "a table of a booster's trees",
    advice: SOURCE,
  },
  {
    pattern:
      /^(?:\s|#(?!include)[^\n]*\n|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:#include|import |from \w+|package |class |def |public class )/,
    is: "source code",
    advice: SOURCE,
  },
];

/** By the name of a file in a zip archive. */
export const ENTRIES: readonly Pattern[] = [
  { pattern: /(?:^|\/)model\.weights\.h5$/, is: "a Keras model", advice: NEURAL },
  { pattern: /(?:^|\/)saved_model\.pb$/, is: "a TensorFlow SavedModel", advice: NEURAL },
  { pattern: /^[^/]*\/(?:data\.pkl|constants\.pkl)$/, is: "a PyTorch model", advice: PYTORCH },
  { pattern: /^model\.ini$/, is: "an H2O MOJO", advice: H2O },
  { pattern: /\.mlmodel$/, is: "a Core ML package", advice: COREML },
  { pattern: /\.pmml$/i, is: "PMML in a zip archive", advice: SOURCE },
  { pattern: /(?:^|\/)metadata\/part-\d+/, is: "a model of Spark MLlib", advice: SPARK },
  { pattern: /^(?:.*\/)?MLmodel$/, is: "a folder of MLflow", advice: UNPACK },
  { pattern: /^\[Content_Types\]\.xml$/, is: "a document of an office suite" },
  { pattern: /^META-INF\/MANIFEST\.MF$/, is: "a Java archive" },
  { pattern: /\.npy$/, is: "NumPy .npz arrays, which are no model" },
  { pattern: /(?:)/, is: "a zip archive", advice: UNPACK },
];

/** By a key of a JSON object. */
export const KEYS: readonly (Look & { readonly key: string })[] = [
  { key: "modelTopology", is: "a TensorFlow.js model", advice: NEURAL },
  { key: "sparkVersion", is: "the metadata of a Spark model", advice: SPARK },
  { key: "threshold_type", is: "a dump of treelite", advice: TREELITE },
  {
    key: "nbformat",
    is: "a notebook",
    advice: "run it, and save the model in it: joblib.dump(model, path)",
  },
];
