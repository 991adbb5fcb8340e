import {
  choiceAt,
  hasKey,
  type JsonObject,
  objectAt,
  pathOf,
  stringsAt,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import type { ClassHead, Decision, Head } from "../../ir/model.ts";
import type { Forest } from "../../ir/predictors/forest/forest.ts";
import { exactNumberAt } from "./numbers.ts";

export function readHead(document: JsonObject, problems: Problems): Head {
  const head = objectAt(document, "head");
  if (choiceAt(head, "kind", ["values", "classes"]) === "values") return { kind: "values" };
  const labels = objectAt(head, "labels");
  return {
    kind: "classes",
    labels: {
      type: choiceAt(labels, "type", ["string", "integer", "number", "boolean"]),
      names: stringsAt(labels, "names"),
    },
    link: choiceAt(head, "link", ["identity", "sigmoid", "softmax"]),
    ...(hasKey(head, "linkScale") ? { linkScale: exactNumberAt(head, "linkScale") } : {}),
    type: choiceAt(head, "type", ["f32", "f64"]),
    decide: readDecision(objectAt(head, "decide"), problems),
  };
}

function readDecision(decide: JsonObject, problems: Problems): Decision {
  const kind = choiceAt(decide, "kind", ["argmax", "threshold", "winner"]);
  if (kind !== "threshold") return { kind };
  const value = exactNumberAt(decide, "value");
  if (Number.isNaN(value)) {
    problems.add("mlc-json/bad-number", { value, expected: "a number" }, pathOf(decide, "value"));
  }
  return { kind, compare: choiceAt(decide, "compare", ["ge", "gt"]), value };
}

/** 2: a score that is half the log-odds. */
const LINK_SCALES: readonly number[] = [1, 2];

/** Reports where the head and the scores it is given do not fit. */
export function checkHead(head: Head, { scores, combine }: Forest, problems: Problems): void {
  const report = (isFault: boolean, cause: string, at: string) => {
    if (isFault) problems.add("mlc-json/inconsistent", { cause }, at);
  };
  if (head.kind === "values") return;
  const { labels, link, linkScale, decide }: ClassHead = head;
  const classes = labels.names.length;
  report(classes === 0, "a classifier without classes", "head.labels.names");
  report(
    link === "sigmoid" && (scores !== 1 || classes !== 2),
    `a sigmoid takes 1 score for 2 classes, not ${scores} for ${classes}`,
    "head.link",
  );
  report(
    link !== "sigmoid" && scores !== classes,
    `${link} takes one score a class, not ${scores} for ${classes}`,
    "head.link",
  );
  report(
    linkScale !== undefined && (link !== "sigmoid" || !LINK_SCALES.includes(linkScale)),
    `a sigmoid takes a link scale of ${LINK_SCALES.join(" or ")}`,
    "head.linkScale",
  );
  report(
    (decide.kind === "threshold") !== (link === "sigmoid"),
    "a threshold decides exactly where the link is a sigmoid",
    "head.decide",
  );
  report(
    (decide.kind === "winner") !== (combine.kind === "vote"),
    "a winner is decided exactly where the trees vote",
    "head.decide",
  );
}
