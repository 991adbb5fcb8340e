import { choiceAt, type JsonObject, numberAt, pathOf } from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import { refuseUnsupported } from "./refusals.ts";
import type { SourceModel } from "./source-model.ts";

/** Number of a split among all of the model's; undefined, with the fault reported, where it is none. */
export type ReadSplit = (split: JsonObject) => number | undefined;

const KINDS = ["FloatFeature", "OneHotFeature", "OnlineCtr", "EstimatedFeature"] as const;

/**
 * CatBoost reads `split_index` alone. The border or category beside it must agree, so that a file
 * which was edited in one place is not read in another sense than it was meant.
 */
export function splitReader(
  { floats, categorical }: Pick<SourceModel, "floats" | "categorical">,
  problems: Problems,
): ReadSplit {
  const known = [
    ...floats.flatMap(({ borders }) => Array.from(borders, (value) => ({ key: "border", value }))),
    ...categorical.flatMap(({ hashes }) =>
      Array.from(hashes, (value) => ({ key: "value", value })),
    ),
  ];
  const refused = new Set<string>();
  return (split) => {
    const kind = choiceAt(split, "split_type", KINDS);
    if (kind === "OnlineCtr" || kind === "EstimatedFeature") {
      const count = refused.has(kind) ? 0 : 1;
      refused.add(kind);
      const [ctrs, estimated] = kind === "OnlineCtr" ? [count, 0] : [0, count];
      refuseUnsupported({ ctrs, texts: 0, embeddings: 0, estimated }, problems, split.path);
      return undefined;
    }
    const key = kind === "FloatFeature" ? "border" : "value";
    const value = numberAt(split, key);
    const index = numberAt(split, "split_index");
    const due = known[index];
    if (due?.key === key && due.value === (key === "border" ? Math.fround(value) : value)) {
      return index;
    }
    const found = `${index} of ${known.length}`;
    const facts = { what: "the split's number", found, expected: `that of ${key} ${value}` };
    problems.add("catboost/bad-value", facts, pathOf(split, "split_index"));
    return undefined;
  };
}
