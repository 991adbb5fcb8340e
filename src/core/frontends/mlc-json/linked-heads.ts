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
  type ClassHead,
  type Decision,
  isSingleScore,
  type Labels,
  type ScoreLimit,
  type ValueHead,
  type ValueLink,
  valueHead,
} from "../../ir/model.ts";
import { booleanAt, exactNumberAt } from "./numbers.ts";

/** Reports a cause at a place, where it is a fault. */
export type ReportFault = (isFault: boolean, cause: string, at: string) => void;

const VALUE_LINKS = ["identity", "exp", "sigmoid", "log1pexp", "signed-square", "step"] as const;
const LINKS = ["identity", "complement", "sigmoid", "step", "sigmoids", "softmax"] as const;

/** The head of a model with classes, or of a blend's member. */
export function readClassHead(head: JsonObject, problems: Problems): ClassHead {
  return {
    kind: "classes",
    labels: readLabels(head),
    link: choiceAt(head, "link", LINKS),
    ...scaleAt(head, "linkScale", problems),
    ...scaleAt(head, "linkDivisor", problems),
    type: choiceAt(head, "type", ["f32", "f64"]),
    decide: readDecision(objectAt(head, "decide"), problems),
  };
}

export function readLabels(head: JsonObject): Labels {
  const labels = objectAt(head, "labels");
  return {
    type: choiceAt(labels, "type", ["string", "integer", "number", "boolean"]),
    names: stringsAt(labels, "names"),
  };
}

export function readValueHead(head: JsonObject, scores: number, problems: Problems): ValueHead {
  if (!hasKey(head, "links")) return valueHead(scores);
  const links = objectsAt(head, "links").map(
    (link): ValueLink => ({
      kind: choiceAt(link, "kind", VALUE_LINKS),
      ...scaleAt(link, "scale", problems),
      ...scaleAt(link, "factor", problems),
      ...(hasKey(link, "limit") ? { limit: readLimit(objectAt(link, "limit"), problems) } : {}),
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
  return kind === "threshold" ? { kind, ...readLimit(decide, problems) } : { kind };
}

function readLimit(limit: JsonObject, problems: Problems): ScoreLimit {
  const value = exactNumberAt(limit, "value");
  if (Number.isNaN(value)) {
    problems.add("mlc-json/bad-number", { value, expected: "a number" }, pathOf(limit, "value"));
  }
  return { compare: choiceAt(limit, "compare", ["ge", "gt"]), value };
}

/** Reports links that are not what their kind takes. */
export function checkLinks({ links }: ValueHead, report: ReportFault): void {
  links.forEach(({ kind, scale, limit }, i) => {
    const isStep = kind === "step";
    const cause = isStep ? "a step has a limit and no scale" : "only a step has a limit";
    report(
      (limit === undefined) === isStep || (isStep && scale !== undefined),
      cause,
      `head.links[${i}]`,
    );
  });
}

/** Reports where a head of classes does not fit the scores it is given. */
export function checkClasses(head: ClassHead, scores: number, report: ReportFault): void {
  const { labels, link, linkScale, linkDivisor, type, decide } = head;
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
    linkDivisor !== undefined && (link !== "softmax" || type !== "f64"),
    "only a softmax in float64 divides its scores",
    "head.linkDivisor",
  );
  report(
    (decide.kind === "threshold") !== single,
    "a threshold decides exactly where one score stands for two classes",
    "head.decide",
  );
}
