/** mlc.config.json. */
export const config = {
  "config/syntax": {
    severity: "error",
    exit: 2,
    message: (facts: { cause: string }) => `not valid JSON: ${facts.cause}`,
    hint: () => "an editor that knows the file's $schema shows the place",
  },
  "config/unknown-key": {
    severity: "error",
    exit: 2,
    message: (facts: { key: string }) => `there is no key "${facts.key}"`,
    hint: (facts: { near: readonly string[] }) =>
      facts.near.length > 0
        ? `did you mean ${facts.near.join(", ")}?`
        : "docs/schema/config.schema.json lists the keys",
  },
  "config/wrong-type": {
    severity: "error",
    exit: 2,
    message: (facts: { expected: string }) => `${facts.expected} is due`,
    hint: () => "docs/schema/config.schema.json describes the file",
  },
  "config/nothing-to-build": {
    severity: "error",
    exit: 2,
    message: (facts: { file: string }) => `no model is given, and there is no ${facts.file} here`,
    hint: () => "mlc compile <model> --target esp-idf, or write the config file",
  },
  "config/no-models": {
    severity: "error",
    exit: 2,
    message: () => "there are no models to build",
    hint: () => 'add "models": { "<name>": { "model": "<file>", "target": "esp-idf" } }',
  },
  "config/same-folder": {
    severity: "error",
    exit: 2,
    message: (facts: { first: string; second: string; folder: string }) =>
      `"${facts.first}" and "${facts.second}" would both be written to ${facts.folder}`,
    hint: () => 'give each its own "out"',
  },
  "config/no-model-file": {
    severity: "error",
    exit: 2,
    message: (facts: { name: string }) => `"${facts.name}" does not say which file to compile`,
    hint: () => 'add "model": "<file>"',
  },
} as const;
