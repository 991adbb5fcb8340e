/** Marks mlc's own model JSON; docs/schema/model.schema.json describes it. */
export const FORMAT = "mlc-model";
export const FORMAT_VERSION = 1;

/** Numbers that JSON lacks or that other tools lose, and the strings that stand for them. */
export const SPECIAL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["-0", -0],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);
