/** FlatBuffers that do not hold together. */
export const flatbuffer = {
  "flatbuffer/damaged": {
    severity: "error",
    exit: 3,
    message: (facts: { what: string }) =>
      `the FlatBuffer does not hold together: ${facts.what} points beyond its end or into itself`,
    hint: () => "the file is damaged; save the model again",
  },
} as const;
