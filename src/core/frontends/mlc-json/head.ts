import {
  choiceAt,
  hasKey,
  type JsonObject,
  objectAt,
  objectsAt,
  pathOf,
  stringsAt,
} from "../../containers/json-view.ts";
import type { Problems } from "../../diagnostics/diagnostic.ts";
import {
  type Decision,
  type Head,
  isSingleScore,
  type ValueHead,
  type ValueLink,
  valueHead,
} from "../../ir/model.ts";
import type { Forest } from "../../ir/predictors/forest/forest.ts";
import { booleanAt, exactNumberAt } from "./numbers.ts";

/** The head of `scores` raw scores; without links each score is an output as it is. */
export function readHead(document: JsonObject, scores: number, problems: Problems): Head {
  const head = objectAt(document, "head");
  const kind = choiceAt(head, "kind", ["values", "classes", "anomaly"]);
  if (kind === "values") return readValueHead(head, scores, problems);
  if (kind === "anomaly") {
    return {
      kind,
      type: choiceAt(head, "type", ["f64"]),
      normalFrom: exactNumberAt(head, "normalFrom"),
      divisor: exactNumberAt(head, "divisor"),
      offset: exactNumberAt(head, "offset"),
    };
  }
  const labels = objectAt(head, "labels");
  return {
    kind,
    labels: {
      type: choiceAt(labels, "type", ["string", "integer", "number", "boolean"]),
      names: stringsAt(labels, "names"),
    },
    link: choiceAt(head, "link", ["identity", "complement", "sigmoid", "sigmoids", "softmax"]),
    ...scaleAt(head, "linkScale", problems),
    type: choiceAt(head, "type", ["f32", "f64"]),
    decide: readDecision(objectAt(head, "decide"), problems),
  };
}

function readValueHead(head: JsonObject, scores: number, problems: Problems): ValueHead {
  if (!hasKey(head, "links")) return valueHead(scores);
  const links = objectsAt(head, "links").map(
    (link): ValueLink => ({
      kind: choiceAt(link, "kind", ["identity", "exp", "sigmoid", "log1pexp", "signed-square"]),
      ...scaleAt(link, "scale", problems),
    }),
  );
  return {
    kind: "values",
    type: choiceAt(head, "type", ["f32", "f64"]),
    links,
    ...(booleanAt(head, "sorted", false) ? { sorted: true } : {}),
  };
}

function scaleAt<K extends string>(
  parent: JsonObject,
  key: K,
  problems: Problems,
): { readonly [P in K]?: number } {
  if (!hasKey(parent, key)) return {};
  const value = exactNumberAt(parent, key);
  if (!(Number.isFinite(value) && value > 0)) {
    const facts = { value, expected: "a finite number above 0" };
    problems.add("mlc-json/bad-number", facts, pathOf(parent, key));
  }
  return { [key]: value } as { readonly [P in K]?: number };
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

/** Reports where the head and the scores it is given do not fit. */
export function checkHead(head: Head, { scores, combine }: Forest, problems: Problems): void {
  const report = (isFault: boolean, cause: string, at: string) => {
    if (isFault) problems.add("mlc-json/inconsistent", { cause }, at);
  };
  if (head.kind === "values") {
    const links = head.links.length;
    report(links !== scores, `${links} links where the model has ${scores} scores`, "head.links");
    return;
  }
  if (head.kind === "anomaly") {
    report(scores !== 1, `an anomaly detector has 1 score, not ${scores}`, "head.kind");
    report(!(head.divisor > 0), "the divisor is not above 0", "head.divisor");
    report(!Number.isFinite(head.offset), "the offset is not finite", "head.offset");
    return;
  }
  const { labels, link, linkScale, decide } = head;
  const classes = labels.names.length;
  const single = isSingleScore(head);
  const isSigmoid = link === "sigmoid" || link === "sigmoids";
  report(classes === 0, "a classifier without classes", "head.labels.names");
  report(
    single && (scores !== 1 || classes !== 2),
    `a ${link} takes 1 score for 2 classes, not ${scores} for ${classes}`,
    "head.link",
  );
  report(
    !single && scores !== classes,
    `${link} takes one score a class, not ${scores} for ${classes}`,
    "head.link",
  );
  report(linkScale !== undefined && !isSigmoid, "only sigmoids are scaled", "head.linkScale");
  report(
    (decide.kind === "threshold") !== single,
    "a threshold decides exactly where one score stands for two classes",
    "head.decide",
  );
  report(
    (decide.kind === "winner") !== (combine.kind === "vote"),
    "a winner is decided exactly where the trees vote",
    "head.decide",
  );
}
