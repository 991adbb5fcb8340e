import type { AnomalyHead, ClassBlend, ClassHead, ValueHead } from "../../ir/model.ts";
import { apiOf } from "../../plan/api.ts";
import {
  blendMargin,
  choiceMargin,
  classMargin,
  type RoundedTie,
  roundedTie,
} from "../../plan/class-margin.ts";
import type { AverageHead } from "../../plan/heads/average.ts";
import {
  anomalyBound,
  averageBounds,
  blendBound,
  type OutputBound,
  probabilityBound,
  scoreBounds,
  valueBounds,
} from "../../plan/heads/bounds.ts";
import type { Plan } from "../../plan/plan.ts";
import { toBound } from "../../text/numbers.ts";

/** What holds between the device and the trainer, in one line. */
export function promiseText(plan: Plan): string {
  const text = promiseOf(plan);
  const bare =
    plan.head.kind === "values" && plan.head.links.every(({ kind }) => kind === "identity");
  return plan.leaves.linear && !bare ? `for finite features, ${text}` : text;
}

function promiseOf(plan: Plan): string {
  const { head } = plan;
  switch (head.kind) {
    case "values":
      return `every leaf as the trainer's; ${valuesText(plan, head)}`;
    case "classes":
      return classesText(plan, head);
    case "anomaly":
      return anomalyText(plan, head);
    case "blend":
      return blendText(plan, head);
    case "choices":
      return choicesText(plan);
    case "average":
      return averageText(plan, head);
  }
}

function blendText(plan: Plan, head: ClassBlend): string {
  const margin = blendMargin(plan, head);
  if (margin === 0) return "every leaf and every class as the trainer's";
  const near = `lie within ${toBound(margin)} of each other`;
  if (head.how === "hard")
    return `every leaf as the trainer's; the class too unless the two best scores of a member, or its score and its threshold, ${near}`;
  const probabilities = `; probabilities within ${toBound(blendBound(head, plan))}`;
  return `every leaf as the trainer's; the class too unless the two best probabilities ${near}${apiOf(plan).probability ? probabilities : ""}`;
}

function choicesText(plan: Plan): string {
  const margin = choiceMargin(plan);
  if (margin === 0) return "every leaf and every label as the trainer's";
  return `every leaf as the trainer's; each label too unless its output's two best scores lie within ${toBound(margin)} of each other`;
}

function averageText(plan: Plan, head: AverageHead): string {
  if (!head.labels) return `every leaf as the trainer's; ${boundsText(averageBounds(head, plan))}`;
  const probabilities = `; probabilities ${boundText({ absolute: 0, relative: 0 })}`;
  return `every leaf and every class as the trainer's${apiOf(plan).probability ? probabilities : ""}`;
}

function valuesText(plan: Plan, head: ValueHead): string {
  const score = apiOf(plan).decision ? `; scores ${scoreText(plan)}` : "";
  return `${boundsText(valueBounds(head, plan))}${score}`;
}

function boundsText(bounds: readonly OutputBound[]): string {
  const texts = bounds.map(boundText);
  if (texts.length === 1) return `the value ${texts[0]}`;
  if (new Set(texts).size === 1) return `values ${texts[0]}`;
  const listed = texts.map((text, i) => `${i} ${text}`).join(", ");
  return `values ${texts.length <= LISTED_BOUNDS ? listed : widest(bounds)}`;
}

/** Outputs whose bounds are listed one by one. */
const LISTED_BOUNDS = 4;

function widest(bounds: readonly OutputBound[]): string {
  const largest = (of: keyof OutputBound) => Math.max(...bounds.map((bound) => bound[of]));
  const relative = largest("relative");
  const near = boundText({ absolute: largest("absolute"), relative: 0 });
  return relative === 0 ? near : `${near} or ${toBound(relative)} times itself`;
}

function boundText({ absolute, relative }: OutputBound): string {
  if (relative > 0) return `within ${toBound(relative)} times itself`;
  return absolute === 0 ? "rounded to the nearest float" : `within ${toBound(absolute)}`;
}

function classesText(plan: Plan, head: ClassHead): string {
  const { decision, probability } = apiOf(plan);
  const linked = head.link !== "identity" && head.link !== "step";
  return [
    `every leaf${choiceText(plan, head, roundedTie(head, plan))}`,
    ...(decision || (probability && head.link === "identity") ? [`scores ${scoreText(plan)}`] : []),
    ...(probability && linked ? [probabilityText(plan, head)] : []),
  ].join("; ");
}

function anomalyText(plan: Plan, head: AnomalyHead): string {
  const choice = `every leaf${choiceText(plan, head)}`;
  if (!apiOf(plan).decision) return choice;
  return `${choice}; the decision value ${boundText(anomalyBound(head, plan))}`;
}

function choiceText(plan: Plan, head: ClassHead | AnomalyHead, tie?: RoundedTie): string {
  const [what, score, limit] =
    head.kind === "classes" ? ["class", "score", "threshold"] : ["label", "path length", "limit"];
  const margin = classMargin(plan, head) + (tie?.margin ?? 0);
  if (margin === 0) return ` and every ${what} as the trainer's`;
  const alone = head.kind === "anomaly" || head.decide.kind === "threshold";
  const near = alone
    ? `the ${score} lies within ${toBound(margin)} of the ${limit}`
    : `the two best scores lie within ${toBound(margin)} of each other`;
  const flat = tie?.above === undefined ? "" : ` or above ${toBound(tie.above)}`;
  return ` as the trainer's; the ${what} too unless ${near}${flat}`;
}

function scoreText(plan: Plan): string {
  if (plan.sum.kind === "vote") return "within 2^-23";
  return boundText({ absolute: Math.max(...scoreBounds(plan)), relative: 0 });
}

function probabilityText(plan: Plan, head: ClassHead): string {
  return `probabilities within ${toBound(probabilityBound(head, plan))}`;
}
