import { hasKey, type JsonObject, stringsAt } from "../../containers/json-view.ts";
import type { Feature } from "../../ir/model.ts";
import type { Encoding } from "./category-encodings.ts";

/** Most names in a note; the rest are counted. */
const MOST_NAMES = 8;

/** What a user should know of features that are categories. */
export function categoryNotes(
  learner: JsonObject,
  features: readonly Feature[],
  encodings: readonly (Encoding | undefined)[],
): readonly string[] {
  const types = hasKey(learner, "feature_types") ? stringsAt(learner, "feature_types") : [];
  const those = (kind: Encoding["kind"] | undefined) =>
    features.filter((_, i) => (types[i] === "c" || encodings[i]) && encodings[i]?.kind === kind);
  const isCut = encodings.some(
    (encoding) => encoding?.kind === "names" && encoding.names.some((n) => n.includes("\ufffd")),
  );
  return [
    ...note(those(undefined), (names) => `${names}: category codes, whose names the file lacks.`),
    ...note(
      those("names"),
      (names) => `${names}: a category's position in the file's list, which the header has.`,
    ),
    ...note(
      those("numbers"),
      (names) =>
        `${names}: the categories themselves, which are whole numbers, as in a DataFrame; any other counts as missing.`,
    ),
    ...(isCut
      ? [
          "XGBoost 3.1 to 3.3 cut letters other than ASCII in names of categories: some are damaged.",
        ]
      : []),
  ];
}

function note(features: readonly Feature[], text: (names: string) => string): string[] {
  if (features.length === 0) return [];
  const names = features.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = features.length - names.length;
  return [text(`${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`)];
}
