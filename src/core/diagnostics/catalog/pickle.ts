/** Pickle and joblib containers: what the allow-list machine will not read. */
export const pickle = {
  "pickle/calls-something": {
    severity: "error",
    exit: 3,
    message: (facts: { call: string }) =>
      `loading this pickle in Python would call ${facts.call}, which no scikit-learn model does`,
    hint: ({ call }: { call: string }) =>
      /^(?:cloudpickle|dill)\./.test(call)
        ? "dill and cloudpickle keep code of your own, which mlc does not run: save the estimator inside, joblib.dump(model, path)"
        : "do not load this file in Python; get the model from a source you trust (mlc ran nothing)",
  },
  "pickle/unsupported-opcode": {
    severity: "error",
    exit: 3,
    message: (facts: { opcode: number }) =>
      `opcode 0x${facts.opcode.toString(16).padStart(2, "0")} is not one that models are written with`,
    hint: () =>
      "save the model again with joblib.dump(model, path); if that fails too, the file is damaged",
  },
  "pickle/unsupported-protocol": {
    severity: "error",
    exit: 3,
    message: (facts: { protocol: number }) => `pickle protocol ${facts.protocol} is not supported`,
    hint: () => "save the model again with pickle.dump(model, file, protocol=4)",
  },
  "pickle/malformed": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `the pickle does not hold together: ${facts.what}`,
    hint: () => "the file is damaged; save the model again",
  },
  "pickle/bad-array": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `a NumPy array does not hold together: ${facts.what}`,
    hint: () => "the file is damaged; save the model again",
  },
  "pickle/too-many-values": {
    severity: "error",
    exit: 3,
    message: (facts: { limit: number }) => `the pickle builds more than ${facts.limit} values`,
    hint: () => "save the model alone, without the data it was trained on",
  },
  "pickle/separate-files": {
    severity: "error",
    exit: 3,
    message: () => "the arrays of this old joblib file stand in .npy files beside it",
    hint: () => "load it with the joblib that wrote it and save it again with joblib 1.2 or later",
  },
  "pickle/unsupported-compression": {
    severity: "error",
    exit: 3,
    message: (facts: { compression: string }) =>
      `${facts.compression} compression is not supported`,
    hint: () => `python -c 'import joblib; joblib.dump(joblib.load("old.joblib"), "new.joblib")'`,
  },
  "pickle/damaged-compression": {
    severity: "error",
    exit: 3,
    message: (facts: { compression: string; what: string }) =>
      `damaged ${facts.compression} data: ${facts.what}`,
    hint: () => "copy or save the file again",
  },
} as const;
