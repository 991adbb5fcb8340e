const CONVERT_PARTS =
  "convert the trees alone, or save the trained model itself: scikit-learn joblib, XGBoost JSON, LightGBM text";

/** ONNX models that cannot be compiled as they are. */
export const onnx = {
  "onnx/no-graph": {
    severity: "error",
    exit: 3,
    message: () => "an ONNX file without a graph",
    hint: () => "save the model again: onnx.save(model, path)",
  },
  "onnx/no-input": {
    severity: "error",
    exit: 3,
    message: () => "the graph has no input",
    hint: () => "save the model again: onnx.save(model, path)",
  },
  "onnx/no-trees": {
    severity: "error",
    exit: 3,
    message: () => "this output comes from no trees",
    hint: () =>
      "mlc compiles ONNX models whose outputs are a tree ensemble's; transforms alone are given with --scaler",
  },
  "onnx/no-label": {
    severity: "error",
    exit: 3,
    message: () => "the graph gives probabilities and no class",
    hint: () => "keep the classifier's label among the graph's outputs",
  },
  "onnx/several-results": {
    severity: "error",
    exit: 3,
    message: (facts: { outputs: string }) =>
      `the outputs ${facts.outputs} are of more than one prediction`,
    hint: () => "convert one model a file, with its label and its probabilities as outputs",
  },
  "onnx/unsupported-operator": {
    severity: "error",
    exit: 3,
    message: (facts: { operator: string; on: string; nodes: number }) => {
      const on = facts.on === "" ? "" : ` on ${facts.on}`;
      const more = facts.nodes > 1 ? ` (${facts.nodes} nodes)` : "";
      return `the operator ${facts.operator} is not supported${on}${more}`;
    },
    hint: () => CONVERT_PARTS,
  },
  "onnx/unsupported-tail": {
    severity: "error",
    exit: 3,
    message: (facts: { operation: string }) =>
      `what ${facts.operation} makes of the trees' result is not supported`,
    hint: () => CONVERT_PARTS,
  },
  "onnx/mixed-parts": {
    severity: "error",
    exit: 3,
    message: () => "outputs of several kinds are added up here",
    hint: () => CONVERT_PARTS,
  },
  "onnx/unknown-value": {
    severity: "error",
    exit: 3,
    message: (facts: { name: string }) =>
      `nothing in the graph gives ${JSON.stringify(facts.name)}`,
    hint: () => "the file is damaged; onnx.checker.check_model(model) says more",
  },
  "onnx/unknown-width": {
    severity: "error",
    exit: 3,
    message: () => "the number of columns is not given",
    hint: (facts: { input: string }) =>
      `set it and save again: dim = next(i for i in model.graph.input if i.name == ${JSON.stringify(facts.input)}).type.tensor_type.shape.dim[1]; dim.dim_value = 4`,
  },
  "onnx/input-type": {
    severity: "error",
    exit: 3,
    message: (facts: { type: string }) => `the input holds ${facts.type}`,
    hint: () => "convert the model with float inputs: FloatTensorType([None, columns])",
  },
  "onnx/element-type": {
    severity: "error",
    exit: 3,
    message: (facts: { type: number }) => `numbers of TensorProto type ${facts.type}`,
    hint: () => "mlc takes float, double, int64, int32, uint8, bool and string",
  },
  "onnx/external-data": {
    severity: "error",
    exit: 3,
    message: () => "the numbers stand in another file",
    hint: () =>
      "save it in one file: onnx.save(onnx.load(path), path, save_as_external_data=False)",
  },
  "onnx/tensor-length": {
    severity: "error",
    exit: 3,
    message: (facts: { found: number; due: number }) =>
      `${facts.found} values where the shape asks for ${facts.due}`,
    hint: () => "the file is damaged; save the model again",
  },
  "onnx/bad-node": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => facts.what,
    hint: () => "onnxruntime would refuse it or answer something else; convert the model again",
  },
  "onnx/bad-constant": {
    severity: "error",
    exit: 3,
    message: (facts: { value: number }) => `the constant ${facts.value}`,
    hint: () => "a column had no spread in training; drop it, train and convert again",
  },
  "onnx/partly-normalized": {
    severity: "error",
    exit: 3,
    message: () => "columns that were normalized in several ways stand side by side",
    hint: () => "normalize once, columns of float inputs; or save the scikit-learn pipeline itself",
  },
  "onnx/class-count": {
    severity: "error",
    exit: 3,
    message: (facts: { classes: number }) =>
      facts.classes === 1
        ? "a classifier of one class"
        : `a classifier of ${facts.classes} classes`,
    hint: () => "train with two classes or more",
  },
  "onnx/two-class-columns": {
    severity: "error",
    exit: 3,
    message: (facts: { ids: string }) =>
      `two classes whose weights count for ${facts.ids || "none"}, where converters write 0 for all`,
    hint: () =>
      'onnxruntime answers 0 or 1 whatever numbers the labels are, and adds base values to the wrong class; give mlc the file of the library that trained it (CatBoost: model.save_model("model.cbm"))',
  },
  "onnx/opposite-scores": {
    severity: "error",
    exit: 3,
    message: () => "the probabilities are the pair -s, s of one score",
    hint: () => "convert without raw_scores",
  },
  "onnx/unwritten-class": {
    severity: "error",
    exit: 3,
    message: () =>
      "some leaves write to no class that could win: onnxruntime chooses among classes that were written to",
    hint: () => "give base_values, or a weight of each class in every leaf of one tree",
  },
  "onnx/base-of-some-rows": {
    severity: "error",
    exit: 3,
    message: (facts: { score: number }) =>
      `only some leaves write to score ${facts.score}: onnxruntime adds its base value in some rows and not in others`,
    hint: () => "give every leaf of one tree a weight for each score",
  },
  "onnx/post-transform": {
    severity: "error",
    exit: 3,
    message: (facts: { transform: string }) => `the post_transform ${facts.transform}`,
    hint: () =>
      "mlc takes NONE, and for classifiers LOGISTIC and SOFTMAX; set NONE and transform what the device returns",
  },
  "onnx/aggregate": {
    severity: "error",
    exit: 3,
    message: (facts: { name: string }) => `the aggregate_function ${facts.name}`,
    hint: () => "mlc takes SUM and AVERAGE",
  },
  "onnx/leaf-weights": {
    severity: "error",
    exit: 3,
    message: (facts: { weights: number }) =>
      facts.weights === 0 ? "a leaf without weight" : "a leaf with several weights for one score",
    hint: () => "convert the model again; no converter of 2024 to 2026 writes this",
  },
  "onnx/sparse-leaves": {
    severity: "error",
    exit: 3,
    message: (facts: { leaves: number; scores: number; given: number }) =>
      `${facts.leaves} leaves with ${facts.given} weights for ${facts.scores} scores each`,
    hint: () => "the file is damaged; convert the model again",
  },
  "onnx/shared-node": {
    severity: "error",
    exit: 3,
    message: (facts: { node: string }) => `two ways lead to ${facts.node}`,
    hint: () => "give each way a copy of the subtree",
  },
  "onnx/set-of-two-ways": {
    severity: "error",
    exit: 3,
    message: () => "NaN takes the true branch of some BRANCH_EQ nodes of a set, and not of others",
    hint: () => "give all of them the same nodes_missing_value_tracks_true",
  },
} as const;
