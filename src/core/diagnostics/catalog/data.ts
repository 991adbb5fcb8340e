const listed = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(", ");

/** Rows of data that do not fit the model. */
export const data = {
  "data/missing-column": {
    severity: "error",
    exit: 2,
    message: (facts: { feature: string }) => `no column for the feature "${facts.feature}"`,
    hint: (facts: { near: readonly string[] }) =>
      facts.near.length > 0
        ? `is it ${listed(facts.near)}? Rename the column`
        : "add the column; the model was trained with it",
  },
  "data/extra-column": {
    severity: "error",
    exit: 2,
    message: (facts: { columns: readonly string[] }) =>
      `the model has no ${facts.columns.length === 1 ? "feature" : "features"} ${listed(facts.columns)}`,
    hint: () => "rename or remove them, or pass --ignore-extra",
  },
  "data/ambiguous-column": {
    severity: "error",
    exit: 2,
    message: (facts: { feature: string; columns: readonly string[] }) =>
      `the feature "${facts.feature}" could be any of the columns ${listed(facts.columns)}`,
    hint: () => "name one of them exactly as the feature",
  },
  "data/duplicate-column": {
    severity: "error",
    exit: 2,
    message: (facts: { column: string }) => `two columns are called "${facts.column}"`,
    hint: () => "rename or remove one of them",
  },
  "data/column-count": {
    severity: "error",
    exit: 2,
    message: (facts: { columns: number; features: number }) =>
      `${facts.columns} columns for ${facts.features} features, bound by position`,
    hint: () => "give one column a feature, in the order of training, or name them by --features",
  },
  "data/not-a-number": {
    severity: "error",
    exit: 2,
    message: (facts: { text: string; column: string }) =>
      `${JSON.stringify(facts.text)} in column "${facts.column}" is not a number`,
    hint: () => "numbers use a point; a missing value is empty, nan or NA",
  },
  "data/not-an-integer": {
    severity: "error",
    exit: 2,
    message: (facts: { value: string; column: string; type: string }) =>
      `${facts.value} in column "${facts.column}" is no ${facts.type}`,
    hint: () => "give the integers that the device sees",
  },
  "data/csv-syntax": {
    severity: "error",
    exit: 2,
    message: (facts: { cause: string }) => `not valid CSV: ${facts.cause}`,
    hint: () => "save it as comma-separated UTF-8 with the same number of fields in each line",
  },
  "data/separator": {
    severity: "error",
    exit: 2,
    message: (facts: { separator: string; written: string }) =>
      `fields are separated by ${facts.separator}, not a comma`,
    hint: (facts: { separator: string; written: string }) =>
      `save it comma-separated, numbers with a point; pandas: read_csv(file, sep="${facts.written}"), then to_csv(file, index=False)`,
  },
  "data/unknown-expected": {
    severity: "error",
    exit: 2,
    message: (facts: { column: string }) => `"${facts.column}" is no answer of this model`,
    hint: (facts: { near: readonly string[] }) =>
      facts.near.length > 0
        ? `is it ${listed(facts.near)}? --ignore-extra lets other columns be`
        : "name columns as mlc predict --raw does; --ignore-extra lets others be",
  },
  "data/no-expected": {
    severity: "error",
    exit: 2,
    message: () => "no column holds an answer of this model",
    hint: (facts: { columns: readonly string[] }) =>
      `name columns as mlc predict --raw does: ${listed(facts.columns)}`,
  },
  "data/row-count": {
    severity: "error",
    exit: 2,
    message: (facts: { data: number; expected: number }) =>
      `${facts.expected} expected answers for ${facts.data} rows of data`,
    hint: () => "give one line of expected answers for each row, in the same order",
  },
  "data/empty": {
    severity: "error",
    exit: 2,
    message: () => "there are no rows",
    hint: () => "give a header line and at least one row, or --no-header",
  },
} as const;
