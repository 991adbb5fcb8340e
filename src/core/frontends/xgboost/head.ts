import { sigmoid32 } from "../../ir/head.ts";
import type { ClassHead, Head, Labels, ScoreLimit, ValueLink } from "../../ir/model.ts";
import { firstFloat } from "../first-float.ts";
import type { Objective } from "./objectives.ts";
import { atLeast, type Release } from "./release.ts";

/** Whose `predict` is meant: a Booster's, a classifier's, or that of a regressor or ranker. */
export type Asker = "booster" | "classifier" | "regressor";

export interface HeadFacts {
  readonly objective: Objective;
  readonly scores: number;
  readonly release: Release;
  readonly asker: Asker;
  /** Of a release that still kept them (1.5); else classes are 0 ... K-1. */
  readonly labels?: Labels | undefined;
}

/** How margins become predictions; undefined where a classifier's objective has no classes. */
export function headOf(facts: HeadFacts): Head | undefined {
  const { objective, scores, release, asker, labels } = facts;
  if (objective.link === "softmax") {
    const decide = { kind: "argmax" } as const;
    return { ...classes(scores, labels), link: "softmax", type: "f32", decide };
  }
  const isClass = asker === "classifier" || (asker === "booster" && objective.decides);
  if (scores === 1 && (isClass || objective.link === "step")) return binaryHead(facts);
  if (asker === "classifier" || objective.link === "step") return labelsHead(facts);
  const link = { kind: objective.link } as const;
  const isSorted = objective.quantiles && scores > 1 && atLeast(release, 3, 4);
  return {
    kind: "values",
    type: "f32",
    links: Array.from({ length: scores }, () => link),
    ...(isSorted ? { sorted: true } : {}),
  };
}

/** Class 1 iff what `predict` gives exceeds one half. */
function limitOf({ link }: Objective): ScoreLimit | undefined {
  switch (link) {
    case "sigmoid":
      return { compare: "ge", value: leastPositiveMargin() };
    case "step":
      return { compare: "gt", value: 0 };
    case "identity":
      return { compare: "gt", value: 0.5 };
    default:
      return undefined;
  }
}

const CLASS_LINKS: Readonly<Record<string, ClassHead["link"]>> = {
  sigmoid: "sigmoid",
  step: "step",
  identity: "complement",
};

function binaryHead({ objective, labels }: HeadFacts): Head | undefined {
  const limit = limitOf(objective);
  const link = CLASS_LINKS[objective.link];
  if (!limit || !link) return undefined;
  return { ...classes(2, labels), type: "f32", link, decide: { kind: "threshold", ...limit } };
}

/** Several labels, each 1 or 0. */
function labelsHead({ objective, scores }: HeadFacts): Head | undefined {
  const limit = limitOf(objective);
  if (!limit) return undefined;
  const link: ValueLink = { kind: "step", limit };
  return { kind: "values", type: "f32", links: Array.from({ length: scores }, () => link) };
}

function classes(count: number, labels: Labels | undefined): Pick<ClassHead, "kind" | "labels"> {
  const names = Array.from({ length: count }, (_, i) => String(i));
  return { kind: "classes", labels: labels ?? { type: "integer", names } };
}

/**
 * p > 0.5 in float32; p rises with the margin, so that is a threshold on the margin: a little above
 * 0, where 1 + expf(-m) still rounds to 2.
 */
function leastPositiveMargin(): number {
  return firstFloat(0, (margin) => sigmoid32(margin) > 0.5);
}
