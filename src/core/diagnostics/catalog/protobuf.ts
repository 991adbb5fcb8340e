/** Protocol buffers, which ONNX files are. */
export const protobuf = {
  "protobuf/bad-wire": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) => `the file does not hold together: ${facts.what}`,
    hint: () => "copy or save the file again",
  },
} as const;
